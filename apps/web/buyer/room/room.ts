import type { Item } from '#room/protocol.js';
import type { RoomView } from '#room/view.js';
import type { FlashOffer } from '../door/shapes.js';

type HasStatus = Pick<RoomView['session'], 'status'>;

export const isOnAir = ({ status }: HasStatus): boolean => status === 'LIVE' || status === 'INTERRUPTED';

export const isAnnounced = ({ status }: HasStatus): boolean => status === 'SCHEDULED' || status === 'READY';

export const isOver = ({ status }: HasStatus): boolean => status === 'ENDED' || status === 'SEALED';

/** The bag in its order; what has just come into it and has no price yet is left out until it has. */
export const bagOf = ({ skuIds, items }: Pick<RoomView, 'skuIds' | 'items'>): Item[] =>
  skuIds.flatMap((skuId) => items[skuId] ?? []);

/** What is on the table, while it is in the bag. */
export const pinnedIn = ({ pinned, items }: Pick<RoomView, 'pinned' | 'items'>): Item | undefined =>
  pinned && items[pinned.skuId];

/** The flash offer that runs for this item, by the server's clock. */
export function flashOf({ flash }: Pick<RoomView, 'flash'>, skuId: string, now: number): FlashOffer | undefined {
  if (!flash || flash.skuId !== skuId || flash.status !== 'OPEN' || flash.left === 0) return undefined;
  return flash.endsAt && Date.parse(flash.endsAt) > now ? (flash as FlashOffer) : undefined;
}

/** Pieces a buyer can get of it here and now. */
export const leftOf = (item: Item, flash: FlashOffer | undefined): number => flash?.left ?? item.available;
