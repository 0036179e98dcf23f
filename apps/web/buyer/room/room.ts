import type { BagItem, FlashOffer, LiveSession } from '../door/shapes.js';

/** What a person in a room sees of it, however it came. */
export interface Room {
  session: LiveSession;
  chat: ChatLine[];
  viewers?: number;
  likes?: number;
  /** Facts come at once; or every few seconds; or not at all, and what is shown may be old. */
  connection: 'live' | 'slow' | 'off';
}

export interface ChatLine {
  lineId: string;
  name: string;
  text: string;
  mine?: boolean;
}

export const isOnAir = ({ status }: LiveSession): boolean => status === 'LIVE' || status === 'INTERRUPTED';

export const isAnnounced = ({ status }: LiveSession): boolean => status === 'SCHEDULED' || status === 'READY';

export const pinnedItem = ({ bag, pinnedSkuId }: LiveSession): BagItem | undefined =>
  bag.find(({ skuId }) => skuId === pinnedSkuId);

/** The flash offer that runs for this item, by the server's clock. */
export function flashOf({ flashOffer }: LiveSession, skuId: string, now: number): FlashOffer | undefined {
  if (!flashOffer || flashOffer.skuId !== skuId || flashOffer.status !== 'OPEN' || flashOffer.left === 0)
    return undefined;
  return flashOffer.endsAt && Date.parse(flashOffer.endsAt) > now ? flashOffer : undefined;
}

/** Pieces a buyer can get of it here and now. */
export const leftOf = (item: BagItem, flash: FlashOffer | undefined): number => flash?.left ?? item.available;
