import { createHash } from 'node:crypto';
import type { DescMethod, JsonObject } from '@bufbuild/protobuf';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { Account } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Auth } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Watch } from '#messaging/watch.js';
import { Problem } from '#problems/problem.js';
import { SETTINGS } from '#service/settings.js';
import type { GatewaySettings } from '../config.js';

const REDIS_PATIENCE_MS = 200;
// Methods at which a password can be guessed or a phone number found out.
const GUARDED: DescMethod[] = [
  Auth.method.signIn,
  Auth.method.signUp,
  Account.method.sendResetCode,
  Account.method.resetPassword,
  Account.method.sendEntryCode,
  Account.method.enter,
];
// Each is a text message that somebody pays for.
const SENDING: DescMethod[] = [
  Account.method.sendResetCode,
  Account.method.sendProofCode,
  Account.method.sendEntryCode,
];
const REFUSALS = ['auth.failed', 'phone.taken', 'code.wrong'];

/**
 * Slows down who guesses. Counts are shared through Redis; while it is down each gateway counts for itself. Only
 * refusals count against a phone, so nobody who knows the password is ever slowed down by having used it.
 */
@Injectable()
export class SignInLimits implements OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly attempts: RateLimiterAbstract;
  private readonly messages: RateLimiterAbstract;
  private readonly refusals: { limiter: RateLimiterAbstract; keyOf: (phone: string, address: string) => string }[];

  constructor(@Inject(SETTINGS) settings: GatewaySettings, watch: Watch) {
    this.redis = new Redis(settings.redisUrl, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      disconnectTimeout: REDIS_PATIENCE_MS,
      commandTimeout: REDIS_PATIENCE_MS,
      retryStrategy: (times) => Math.min(times * 100, 2_000),
    });
    let heard = '';
    // One line per change, not one per attempt to come back.
    this.redis.on('error', (error: Error) => {
      if (heard !== error.message) watch.failed(error, 'redis');
      heard = error.message;
    });
    this.redis.on('ready', () => (heard = ''));
    this.attempts = this.limiter('attempts', settings.signInsPerMinute, 60);
    this.messages = this.limiter('messages', settings.codesPerAddressAndHour, 60 * 60);
    this.refusals = [
      {
        limiter: this.limiter('refused-here', settings.refusedPerQuarterHour, 15 * 60),
        keyOf: (phone, address) => hashed(`${phone} ${address}`),
      },
      {
        limiter: this.limiter('refused', settings.refusedPerPhoneAndHour, 60 * 60),
        keyOf: (phone) => hashed(phone),
      },
    ];
  }

  guards(method: DescMethod): boolean {
    return GUARDED.includes(method) || SENDING.includes(method);
  }

  /** Lets one attempt through and looks how it ended. Problems: overloaded. */
  async watchOver<T>(
    method: DescMethod,
    { request, address }: { request: JsonObject; address: string },
    attempt: () => Promise<T>,
  ): Promise<T> {
    const phone = String(request['phone'] ?? '');
    await count(this.attempts, address);
    if (SENDING.includes(method)) await count(this.messages, address);
    for (const { limiter, keyOf } of this.refusals) await assertLeft(limiter, keyOf(phone, address));
    try {
      return await attempt();
    } catch (error) {
      const refused = REFUSALS.includes(Problem.from(error).code);
      // That the last refusal used up the allowance is for the next attempt to hear.
      if (refused) for (const { limiter, keyOf } of this.refusals) await limiter.penalty(keyOf(phone, address));
      throw error;
    }
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  private limiter(name: string, points: number, duration: number): RateLimiterAbstract {
    return new RateLimiterRedis({
      storeClient: this.redis,
      rejectIfRedisNotReady: true,
      keyPrefix: `gateway:${name}`,
      points,
      duration,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix: name, points, duration }),
    });
  }
}

async function count(limiter: RateLimiterAbstract, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    throw refused instanceof RateLimiterRes ? tooMany(refused) : refused;
  }
}

async function assertLeft(limiter: RateLimiterAbstract, key: string): Promise<void> {
  const used = await limiter.get(key);
  if (used && used.consumedPoints >= limiter.points) throw tooMany(used);
}

const tooMany = ({ msBeforeNext }: RateLimiterRes) =>
  new Problem('overloaded', { retryAfterS: Math.max(1, Math.ceil(msBeforeNext / 1_000)) });

/** Redis need not know whose phone it is. */
const hashed = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);
