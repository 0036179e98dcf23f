import type { CheckoutFigures, OneSkuFigures } from './rounds.js';
import type { Memory } from './works/memory.js';
import type { Reads } from './works/reads.js';
import type { LoneCheckout } from './works/statements.js';

/** What a run of the bench found. */
export interface Figures {
  date: string;
  commit: string;
  machine: string;
  command: string;
  p0?: LoneCheckout[];
  p1?: CheckoutFigures[];
  p2?: OneSkuFigures;
  p3?: Reads[];
  p8?: Memory[];
  p9?: number[];
}
