import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { isDatabaseDown } from '#database/trouble.js';
import { Watch } from '#messaging/watch.js';
import { Every } from '#service/every.js';
import { SETTINGS, type Settings } from '#service/settings.js';
import type { settings } from '../config.js';
import { Leader } from './leader.js';

const BATCH = 1_000;
// Rows behind somebody's open write transaction are looked for again this soon.
const BEHIND_RETRY_MS = 20;
// Whoever does not lead asks this often whether it should; so long nothing is sequenced when a leader dies.
const ELECTION_EVERY_MS = 1_000;

/**
 * Puts committed journal rows into the log. Every instance of the service has one of these, one of them leads. Woken by
 * this process's own postings at once, by the clock for those of others.
 */
@Injectable()
export class Sequencer implements OnModuleDestroy {
  private leader: Leader | undefined;
  private running: Promise<void> | undefined;
  private wanted = false;
  private stopped = false;
  private retry: NodeJS.Timeout | undefined;
  private nextElection = 0;

  constructor(
    @Inject(SETTINGS) private readonly config: Settings<typeof settings>,
    private readonly watch: Watch,
  ) {}

  /** Something was posted and committed. */
  nudge(): void {
    if (this.leader) void this.run();
  }

  @Every('200ms')
  async poll(): Promise<void> {
    await this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.running;
    await this.leader?.resign();
  }

  /** One run at a time; whoever asks meanwhile gets another one after it. */
  private run(): Promise<void> {
    this.wanted = true;
    this.running ??= this.sequenceAll().finally(() => (this.running = undefined));
    return this.running;
  }

  private async sequenceAll(): Promise<void> {
    try {
      // Ends: `wanted` is set by callers only, and a full batch means there is less left than before.
      while (this.wanted && !this.stopped) {
        this.wanted = false;
        await this.sequenceBatch();
      }
    } catch (error) {
      // Whether the batch was written is not known: the next leader, most likely this one, reads the head anew.
      await this.stepDown();
      if (!isDatabaseDown(error)) this.watch.failed(error, 'sequencer');
    }
  }

  private async sequenceBatch(): Promise<void> {
    const leader = await this.leading();
    if (!leader) return;

    const step = await leader.step(BATCH);
    if (!step) return this.stepDown();
    if (step.taken === BATCH) this.wanted = true;
    else if (step.behind) this.retrySoon();
  }

  private async leading(): Promise<Leader | undefined> {
    if (this.leader?.lost) this.leader = undefined;
    if (this.leader || Date.now() < this.nextElection) return this.leader;
    this.nextElection = Date.now() + ELECTION_EVERY_MS;
    this.leader = await Leader.elect(this.config.databaseWorkUrl);
    return this.leader;
  }

  private retrySoon(): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.nudge(), BEHIND_RETRY_MS);
  }

  private async stepDown(): Promise<void> {
    const leader = this.leader;
    this.leader = undefined;
    await leader?.resign();
  }
}
