import type { CheckoutFigures, OneSkuFigures } from './rounds.js';
import type { BacklogRun } from './works/backlog.js';
import type { RoomRun } from './works/room.js';
import type { Memory } from './works/memory.js';
import type { Reads } from './works/reads.js';
import type { LoneCheckout } from './works/statements.js';
import type { TakeOverRun } from './works/take-over.js';
import type { RoomSale } from './works/room-sale.js';

/** What a run of the bench found. */
export interface Figures {
  date: string;
  commit: string;
  machine: string;
  command: string;
  p0?: LoneCheckout[];
  p1?: CheckoutFigures[];
  p2?: OneSkuFigures;
  /** P2 with its buyers in the room. */
  p2InRoom?: RoomSale[];
  p3?: Reads[];
  p4?: BacklogRun;
  p5?: RoomRun;
  p8?: Memory[];

  p9?: number[];
  p10?: TakeOverRun;
  /** The same on the small cut and on the full demo. */
  growth?: { small: Grown; full: Grown };
}

export interface Grown {
  p1: CheckoutFigures[];
  p3: Reads[];
}
