import { SpeakerId } from '#kernel/id.js';
import type { MeFrame, SocialSaid } from '#room/protocol.js';
import { Said } from './said.js';
import type { Viewer } from './viewer.js';

interface Silence {
  /** ms; 0: over. */
  until: number;
  reason: string;
}

type Told = Extract<SocialSaid, { kind: 'SILENCED' }>;

/** Who may not write in a room: told to nobody but themselves. */
export class Silenced {
  private speakers = new Map<string, Silence>();

  constructor(private readonly liveSessionId: string) {}

  /** As the database knows it. */
  take(all: (Silence & { speakerId: string })[]): void {
    this.speakers = new Map(all.map(({ speakerId, until, reason }) => [speakerId, { until, reason }]));
  }

  hear({ speakerId, until, reason }: Told, viewers: Iterable<Viewer>): void {
    this.speakers.set(speakerId, { until, reason });
    for (const viewer of viewers)
      if (this.speakerOf(viewer) === speakerId) viewer.hear(meOf(viewer, { until, reason }));
  }

  /** To somebody who has just come: who they are here, and whether they may write. */
  said(viewer: Viewer): Said {
    const silence = this.speakers.size > 0 ? this.speakers.get(this.speakerOf(viewer) ?? '') : undefined;
    return meOf(viewer, silence ?? { until: 0, reason: '' });
  }

  private speakerOf({ who: { personId } }: Viewer): string | undefined {
    return personId && SpeakerId.derive(this.liveSessionId, personId);
  }
}

const ANYBODY = new Said(Buffer.from(JSON.stringify({ t: 'me' } satisfies MeFrame)));

function meOf({ who: { personId } }: Viewer, { until, reason }: Silence): Said {
  const silenced = until > Date.now();
  if (!personId && !silenced) return ANYBODY;
  const me: MeFrame = { t: 'me', ...(personId ? { personId } : {}) };
  const frame = silenced ? { ...me, mutedUntil: until, muteReason: reason } : me;
  return new Said(Buffer.from(JSON.stringify(frame)));
}
