import { Stalls } from './stalls.js';

// Behind the newest that came; what is less is safety against a network that hesitates.
const CALM_S = 0.4;
const MOST_S = 1.5;
const JUMP_S = 3;
// Who comes in gets everything since the last key frame, and goes to its end at once.
const JOINING_MS = 2_000;
const JOIN_JUMP_S = 0.4;
const STALL_ADDS_S = 0.25;
const CALMER_AFTER_MS = 15_000;
const CALMER_BY_S = 0.1;
// Parts come five times a second: the least of a second is what there is to spare.
const LOOKS = 5;
const FASTEST = 0.1;
const SLOWEST = -0.05;

/** Where in what has come to go, or how fast to play. */
export type Move = { backS: number } | { rate: number };

/** Keeps a picture close to live: a little faster when it is behind, a little slower when it runs dry. */
export class LiveEdge {
  private safetyS = CALM_S;
  private leads: number[] = [];
  private since: number | undefined;
  private calmSince = 0;
  private readonly stalls = new Stalls();

  /** Every 200 ms: `leadS` is what has come and was not shown yet. */
  look(leadS: number, now: number): Move {
    this.since ??= now;
    this.leads = [...this.leads, leadS].slice(-LOOKS);
    if (now - this.calmSince > CALMER_AFTER_MS) this.calmDown(now);
    const joining = now - this.since < JOINING_MS;
    if (leadS > (joining ? this.safetyS + JOIN_JUMP_S : JUMP_S + this.safetyS)) return this.jump();
    const spare = Math.min(...this.leads) - this.safetyS;
    return { rate: Math.abs(spare) < 0.1 ? 1 : 1 + Math.min(FASTEST, Math.max(SLOWEST, spare * 0.15)) };
  }

  /** It ran dry: from now on a little further behind. */
  stalled(now: number): void {
    this.safetyS = Math.min(MOST_S, this.safetyS + STALL_ADDS_S);
    this.calmSince = now;
    this.leads = [];
    this.stalls.note(now);
  }

  isWeak(now: number): boolean {
    return this.stalls.isWeak(now);
  }

  /** After an interruption it is joined anew. */
  rejoin(): void {
    this.since = undefined;
    this.leads = [];
  }

  private jump(): Move {
    this.leads = [];
    return { backS: this.safetyS };
  }

  private calmDown(now: number): void {
    this.safetyS = Math.max(CALM_S, this.safetyS - CALMER_BY_S);
    this.calmSince = now;
  }
}
