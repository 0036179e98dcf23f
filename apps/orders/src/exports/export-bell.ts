import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { SETTINGS } from '#service/settings.js';
import type { OrdersSettings } from '../config.js';

const QUEUE = 'orders-exports';
const PATIENCE_MS = 1_000;

/** Wakes one of the replicas at once when a table was asked for. Whatever Redis forgets is swept all the same. */
@Injectable()
export class ExportBell implements OnApplicationShutdown {
  private readonly connections: Redis[] = [];
  private readonly queue: Queue | undefined;
  private worker: Worker | undefined;
  private wake: (() => Promise<void>) | undefined;

  constructor(@Inject(SETTINGS) private readonly settings: OrdersSettings) {
    this.queue = settings.redisUrl === '' ? undefined : new Queue(QUEUE, { connection: this.connect() });
    this.queue?.on('error', () => {}); // Redis is away: the sweeper comes.
  }

  onRing(wake: () => Promise<void>): void {
    this.wake = wake;
    if (this.settings.redisUrl === '') return;
    this.worker = new Worker(QUEUE, wake, { connection: this.connect() });
    this.worker.on('error', () => {}); // As above.
  }

  /** Returns at once. Without Redis this replica wakes itself. */
  ring(exportId: string): void {
    if (!this.queue) this.wake?.().catch(() => {}); // The sweeper meets the same trouble, and tells.
    this.queue?.add('export', {}, { jobId: exportId, removeOnComplete: true, removeOnFail: true }).catch(() => {}); // As above.
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([this.worker?.close(true), this.queue?.close()]);
    for (const connection of this.connections) connection.disconnect();
  }

  private connect(): Redis {
    const connection = new Redis(this.settings.redisUrl, { maxRetriesPerRequest: null, connectTimeout: PATIENCE_MS });
    connection.on('error', () => {}); // As above.
    this.connections.push(connection);
    return connection;
  }
}
