import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { SETTINGS } from '#service/settings.js';
import { Watch } from '#messaging/watch.js';
import type { OrdersSettings } from '../config.js';

const QUEUE = 'orders-deadlines';
// One job wakes for all deadlines of these seconds.
const BUCKET_MS = 5_000;
const REDIS_PATIENCE_MS = 1_000;

/**
 * Wakes the sweepers when a deadline has come, instead of up to their pause later. It is a convenience: the deadline is
 * a column, and whatever Redis forgets or never heard of is swept all the same.
 */
@Injectable()
export class AlarmClock implements OnApplicationShutdown {
  private readonly connections: Redis[] = [];
  private readonly queue: Queue | undefined;
  private worker: Worker | undefined;
  private readonly buckets = new Set<number>();

  constructor(
    @Inject(SETTINGS) private readonly settings: OrdersSettings,
    private readonly watch: Watch,
  ) {
    this.queue = settings.redisUrl === '' ? undefined : new Queue(QUEUE, { connection: this.connect() });
    this.queue?.on('error', () => {}); // Redis is away: the sweepers keep the time.
  }

  /** Calls `wake` in one of the replicas when a deadline has come. */
  onRing(wake: () => Promise<void>): void {
    if (this.settings.redisUrl === '') return;
    this.worker = new Worker(QUEUE, wake, { connection: this.connect() });
    this.worker.on('error', () => {}); // As above.
  }

  /** A deadline this far from now. Returns at once. */
  setFor(inMs: number): void {
    const bucket = Math.ceil((Date.now() + inMs) / BUCKET_MS);
    if (!this.queue || this.buckets.has(bucket)) return;
    this.buckets.add(bucket);
    setTimeout(() => this.buckets.delete(bucket), inMs + BUCKET_MS).unref();
    const job = { jobId: `deadline-${bucket}`, delay: bucket * BUCKET_MS - Date.now(), removeOnComplete: true };
    this.queue.add('deadline', {}, job).catch((error: unknown) => {
      this.buckets.delete(bucket);
      if (!/closed|ECONN|max retries|timed out/i.test(String(error))) this.watch.failed(error, 'alarm clock');
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([this.worker?.close(true), this.queue?.close()]);
    for (const connection of this.connections) connection.disconnect();
  }

  private connect(): Redis {
    // A command that waits for Redis to come back would wait with a buyer's order in its hands.
    const connection = new Redis(this.settings.redisUrl, {
      maxRetriesPerRequest: null,
      enableOfflineQueue: true,
      connectTimeout: REDIS_PATIENCE_MS,
      lazyConnect: false,
    });
    connection.on('error', () => {}); // As above.
    this.connections.push(connection);
    return connection;
  }
}
