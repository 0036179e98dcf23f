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
  private readonly made = new Map<string, Buffer>();

  constructor(private readonly parts: Parts) {
    this.first = parts.facts[0]?.seq ?? 0;
    this.last = parts.facts.at(-1)?.seq ?? 0;
    this.hasSocial = parts.social !== undefined;
  }

  /** For a viewer who has the facts up to `seq`. Empty where there is nothing for them. */
  bytes(kind: WireKind, lanes: Lanes, seq: number): Buffer {
    // Nearly always nothing or all of it is new; in between is who joined while this was on its way.
    const after = seq < this.first ? 0 : Math.min(seq, this.last);
    const key = `${kind} ${lanes} ${after}`;
    const known = this.made.get(key);
    if (known) return known;
    const bytes = Buffer.concat(this.said(lanes, after).map((said) => said.bytes(kind)));
    this.made.set(key, bytes);
    return bytes;
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
