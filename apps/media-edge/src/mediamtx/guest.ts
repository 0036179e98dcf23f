import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveSessionId } from '#kernel/id.js';
import type { Line, Publisher } from '../ingest/rtmp-door.js';
import { isSeen, type Connection, type ControlApi } from './control-api.js';
import { Pull } from './pull.js';
import { pathOf } from './question.js';

const LOOK_MS = 100;
// A publisher of ours may take so long to its first picture as well.
const APPEARS_WITHIN_MS = 10_000;

interface Options {
  api: ControlApi;
  ffmpeg: string;
  /** Where MediaMTX is read from: rtmp://127.0.0.1:1935 */
  readUrl: string;
  failed(error: unknown): void;
}

/** A publisher who was let in at MediaMTX: what they send is fetched there, and is treated as if it had come to us. */
export class Guest implements Line {
  private pull: Pull | undefined;
  private over = false;

  constructor(
    readonly liveSessionId: LiveSessionId,
    readonly connection: Connection,
    private readonly options: Options,
  ) {}

  /** Nothing more is read; MediaMTX is told to show them out, and is told again by who looks after it. */
  cut(): void {
    if (this.over) return;
    this.over = true;
    this.pull?.kill();
    this.options.api.kick(this.connection).catch(this.options.failed);
  }

  /** Brings what they send, for as long as they are there. */
  async follow(publisher: Publisher): Promise<void> {
    const until = Date.now() + APPEARS_WITHIN_MS;
    let seen = false;
    while (!this.over) {
      const isThere = await this.isThere();
      if (isThere && !this.over) {
        seen = true;
        await this.fetch(publisher);
      } else if (seen || Date.now() > until) break;
      await sleep(LOOK_MS);
    }
    publisher.gone(false);
  }

  /** A server that does not answer shows nobody; its door says so. */
  private async isThere(): Promise<boolean> {
    const path = await this.options.api.path(pathOf(this.liveSessionId)).catch(() => undefined);
    return path !== undefined && isSeen(path) && path.source?.id === this.connection.id;
  }

  private async fetch(publisher: Publisher): Promise<void> {
    const { ffmpeg, readUrl, failed } = this.options;
    const url = `${readUrl}/${pathOf(this.liveSessionId)}`;
    this.pull = new Pull(ffmpeg, url, (packet) => publisher.packet(packet));
    const said = await this.pull.ended;
    if (said && !this.over) failed(new Error(`${url}: ${said}`));
  }
}
