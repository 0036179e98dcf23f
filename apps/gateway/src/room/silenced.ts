import { SpeakerId } from '#kernel/id.js';
import type { MeFrame, SocialSaid } from '#room/protocol.js';
import type { Viewer } from './viewer.js';

interface Silence {
  /** ms; 0: over. */
  until: number;
  reason: string;
}

type Said = Extract<SocialSaid, { kind: 'SILENCED' }>;

/** Who may not write in a room: told to nobody but themselves. */
export class Silenced {
  private speakers = new Map<string, Silence>();

  constructor(private readonly liveSessionId: string) {}

  /** As the database knows it. */
  take(all: (Silence & { speakerId: string })[]): void {
    this.speakers = new Map(all.map(({ speakerId, until, reason }) => [speakerId, { until, reason }]));
  }

  hear({ speakerId, until, reason }: Said, viewers: Iterable<Viewer>): void {
    this.speakers.set(speakerId, { until, reason });
    for (const viewer of viewers) if (this.speakerOf(viewer) === speakerId) say(viewer, { until, reason });
  }

  /** To somebody who has just come: who they are here, and whether they may write. */
  tell(viewer: Viewer): void {
    const silence = this.speakers.size > 0 ? this.speakers.get(this.speakerOf(viewer) ?? '') : undefined;
    say(viewer, silence ?? { until: 0, reason: '' });
  }

  private speakerOf({ who: { personId } }: Viewer): string | undefined {
    return personId && SpeakerId.derive(this.liveSessionId, personId);
  }
}

function say(viewer: Viewer, { until, reason }: Silence): void {
  const { personId } = viewer.who;
  const me: MeFrame = { t: 'me', ...(personId ? { personId } : {}) };
  viewer.say(until > Date.now() ? { ...me, mutedUntil: until, muteReason: reason } : me);
}
