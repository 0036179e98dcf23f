import type { Fact, HeadFrame, SocialFrame, StateFrame } from '#room/protocol.js';
import { Said, type WireKind } from './said.js';

interface Parts {
  at: number;
  /** In order, without a hole; may be none. */
  facts: Fact[];
  state?: StateFrame | undefined;
  social?: SocialFrame | undefined;
  head?: HeadFrame | undefined;
}

/** Which of the two lanes a viewer gets of a batch. */
export type Lanes = 'both' | 'commerce';

/** What one flush of a room says to everybody: for most viewers one buffer, the same for all of them. */
export class Batch {
  readonly first: number;
  readonly last: number;
  readonly hasSocial: boolean;
  /** For those who have nothing of it yet: nearly everybody. */
  private readonly whole: Partial<Record<WireKind, Partial<Record<Lanes, Buffer>>>> = {};
  private readonly parted = new Map<string, Buffer>();

  constructor(private readonly parts: Parts) {
    this.first = parts.facts[0]?.seq ?? 0;
    this.last = parts.facts.at(-1)?.seq ?? 0;
    this.hasSocial = parts.social !== undefined;
  }

  /** For a viewer who has the facts up to `seq`. Empty where there is nothing for them. */
  bytes(kind: WireKind, lanes: Lanes, seq: number): Buffer {
    if (seq >= this.first && this.last > 0) return this.rest(kind, lanes, Math.min(seq, this.last));
    const known = this.whole[kind]?.[lanes];
    if (known) return known;
    const bytes = this.make(kind, lanes, 0);
    this.whole[kind] = { ...this.whole[kind], [lanes]: bytes };
    return bytes;
  }

  /** For who joined while this was on its way, and has some of it. */
  private rest(kind: WireKind, lanes: Lanes, after: number): Buffer {
    const key = `${kind} ${lanes} ${after}`;
    const bytes = this.parted.get(key) ?? this.make(kind, lanes, after);
    this.parted.set(key, bytes);
    return bytes;
  }

  private make(kind: WireKind, lanes: Lanes, after: number): Buffer {
    return Buffer.concat(this.said(lanes, after).map((said) => said.bytes(kind)));
  }

  private said(lanes: Lanes, after: number): Said[] {
    const { at, state, social, head } = this.parts;
    const facts = this.parts.facts.filter((fact) => fact.seq > after);
    return [
      ...(facts.length > 0 ? Said.of({ t: 'facts', at, facts }) : []),
      ...(state ? Said.of(state) : []),
      ...(head ? Said.of(head) : []),
      ...(social && lanes === 'both' ? Said.of(social) : []),
    ];
  }
}
