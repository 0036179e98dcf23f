/** How livestream says a session stands. */
export interface Standing {
  liveSessionId: string;
  /** Keys with a lower serial are revoked. */
  deniedBelow: number;
  over: boolean;
  kickPublishId: string;
}

/** For so long an edge that hears nothing still knows. */
export const KNOWS_FOR_MS = 60_000;
/** An answer may be older than what was told while it was on its way. */
const CROSSED_MS = 10_000;

/** What an edge knows of the sessions that may be streamed. */
export class Standings {
  private all = new Map<string, Standing & { toldAt: number }>();
  private heardAt = -Infinity;

  /** @param changed called with whatever was heard, for those who stream */
  constructor(private readonly changed: (standing: Standing) => void) {}

  /** All there are. */
  replace(standings: Standing[], now: number): void {
    const before = this.all;
    this.all = new Map([...before].filter(([, { toldAt }]) => now - toldAt < CROSSED_MS));
    for (const one of standings) this.hear(one, before.get(one.liveSessionId));
    this.heardAt = now;
  }

  /** Some, in between. Does not tell that the others still stand as they did. */
  merge(standings: Standing[], now: number): void {
    for (const one of standings) this.hear(one, this.all.get(one.liveSessionId), now);
  }

  of(liveSessionId: string): Standing | undefined {
    return this.all.get(liveSessionId);
  }

  isFresh(now: number): boolean {
    return now - this.heardAt <= KNOWS_FOR_MS;
  }

  /** What was denied once is never allowed again, in whatever order it is heard. */
  private hear(
    told: Standing,
    before: (Standing & { toldAt: number }) | undefined,
    toldAt = before?.toldAt ?? 0,
  ): void {
    const standing = {
      ...told,
      deniedBelow: Math.max(told.deniedBelow, before?.deniedBelow ?? 0),
      over: told.over || (before?.over ?? false),
      toldAt,
    };
    this.all.set(told.liveSessionId, standing);
    this.changed(standing);
  }
}
