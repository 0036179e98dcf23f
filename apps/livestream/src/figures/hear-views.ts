import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { Db } from '#database/db.js';
import { ViewId } from '#kernel/id.js';

import { roomSubject } from '#messaging/subjects.js';
import { Watch } from '#messaging/watch.js';

import type { ViewsSaid } from '#room/protocol.js';
import { NATS } from '#service/core.js';
import { Every } from '#service/every.js';
import { viewerOf } from '../sales/viewer.js';
import { noteBeats, type Beat } from './audience.sql.js';
import { findCompanies } from './company-of-session.sql.js';

// What a gateway tells once a second cannot be more than this; the rest is somebody's mistake.
const PLAYED_MAX_S = 60;
const WAITING_MAX = 100_000;
const AT_ONCE = 5_000;

/** Writes down what gateways tell of playbacks: one of the livestream processes hears each word. */
@Injectable()
export class HearViews implements OnApplicationBootstrap {
  private waiting: { liveSessionId: string; view: ViewsSaid['views'][number] }[] = [];
  private readonly companies = new Map<string, string>();

  constructor(
    private readonly db: Db,
    @Inject(NATS) private readonly nats: NatsConnection,
    private readonly watch: Watch,
  ) {}

  onApplicationBootstrap(): void {
    this.nats.subscribe(roomSubject('*', 'views'), {
      queue: 'livestream',
      callback: (error, message) => {
        if (error) return this.watch.failed(error, 'views');
        const [, liveSessionId = ''] = message.subject.split('.');
        this.hear(liveSessionId, message.json<ViewsSaid>());
      },
    });
  }

  /** More than can be written is left out: figures of who watches may be a little low, never in the way. */
  hear(liveSessionId: string, { views }: ViewsSaid): void {
    for (const view of views) if (this.waiting.length < WAITING_MAX) this.waiting.push({ liveSessionId, view });
  }

  @Every('1s')
  async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const heard = this.waiting.splice(0, AT_ONCE);
      await this.learnCompanies(heard.map(({ liveSessionId }) => liveSessionId));
      const beats = [...this.beatsOf(heard).values()];
      if (beats.length > 0) await this.db.single((tx) => noteBeats(tx, beats));
    }
  }

  /** Each view once. */
  private beatsOf(heard: typeof this.waiting): Map<string, Beat> {
    const beats = new Map<string, Beat>();
    for (const { liveSessionId, view } of heard) {
      const companyId = this.companies.get(liveSessionId);
      const playedS = Math.round(Number(view.seconds));
      if (!companyId || !(playedS >= 0 && playedS <= PLAYED_MAX_S)) continue;
      const viewId = ViewId.derive(liveSessionId, String(view.viewId));
      const earlier = beats.get(viewId);
      if (earlier) earlier.playedS += playedS;
      else {
        beats.set(viewId, {
          companyId,
          liveSessionId,
          viewId,
          viewer: viewerOf(companyId, String(view.viewer)),
          playedS,
        });
      }
    }
    return beats;
  }

  private async learnCompanies(liveSessionIds: string[]): Promise<void> {
    const unknown = [...new Set(liveSessionIds)].filter((id) => !this.companies.has(id));
    if (unknown.length === 0) return;
    for (const { liveSessionId, companyId } of await this.db.single((tx) => findCompanies(tx, unknown)))
      this.companies.set(liveSessionId, companyId);
  }
}
