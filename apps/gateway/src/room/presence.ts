import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Watch } from '#messaging/watch.js';
import { SETTINGS } from '#service/settings.js';
import type { GatewaySettings } from '../config.js';

const LEASE_MS = 30_000;
const PATIENCE_MS = 500;
const AT_ONCE = 1_000;

const keyOf = (liveSessionId: string) => `room:${liveSessionId}:here`;

/**
 * Who is in which room, over all gateways: a lease for each viewer that whoever holds their line renews. Nothing here
 * is worth keeping: while Redis is away each gateway counts its own.
 */
@Injectable()
export class Presence implements OnApplicationShutdown {
  private readonly redis: Redis;

  constructor(@Inject(SETTINGS) settings: GatewaySettings, watch: Watch) {
    this.redis = new Redis(settings.redisUrl, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      disconnectTimeout: PATIENCE_MS,
      commandTimeout: PATIENCE_MS,
      retryStrategy: (times) => Math.min(times * 100, 2_000),
    });
    let heard = '';
    this.redis.on('error', (error: Error) => {
      if (heard !== error.message) watch.failed(error, 'redis');
      heard = error.message;
    });
    this.redis.on('ready', () => (heard = ''));
  }

  /** Renews the leases of those who are here. */
  async renew(liveSessionId: string, who: string[], now: number): Promise<void> {
    const key = keyOf(liveSessionId);
    for (let at = 0; at < who.length; at += AT_ONCE) {
      const leases = who.slice(at, at + AT_ONCE).flatMap((one) => [now + LEASE_MS, one]);
      await this.redis.zadd(key, ...leases);
    }
    await this.redis.pexpire(key, 2 * LEASE_MS);
  }

  async leave(liveSessionId: string, who: string[]): Promise<void> {
    if (who.length > 0) await this.redis.zrem(keyOf(liveSessionId), ...who);
  }

  /** How many are in a room, on whatever gateway. */
  async count(liveSessionId: string, now: number): Promise<number> {
    const [, counted] = (await this.redis
      .multi()
      .zremrangebyscore(keyOf(liveSessionId), '-inf', now)
      .zcard(keyOf(liveSessionId))
      .exec()) as [unknown, [Error | null, number]];
    return counted[1];
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
