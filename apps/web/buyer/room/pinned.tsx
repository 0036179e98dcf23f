import type { Item } from '#room/protocol.js';
import type { RoomView } from '#room/view.js';
import type { SkuCard } from '../door/shapes.js';
import { serverNow } from '../kernel/clock.js';
import { countdown, msUntil } from '../kernel/days.js';
import { fen } from '../kernel/money.js';
import { useTick } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Picture } from '../ui/picture.js';
import { PreSaleTag } from '../ui/pre-sale.js';
import { Price } from '../ui/price.js';
import { say } from '../words/say.js';
import { useSeen, type Beacons } from './beacons.js';
import { flashOf, leftOf } from './room.js';

interface PinnedProps {
  room: RoomView;
  item: Item;
  card: SkuCard | undefined;
  beacons: Beacons;
  onBuy: (item: Item, card: SkuCard | undefined) => void;
}

/** What the host talks about now: what it costs here and now, how many there are, and the button. */
export function Pinned({ room, item, card, beacons, onBuy }: PinnedProps) {
  const flash = flashOf(room, item.skuId, serverNow());
  useTick(1_000, flash !== undefined);
  const left = leftOf(item, flash);
  const usual = fen(card?.priceFen);
  const shown = useSeen<HTMLElement>(beacons, item.skuId);
  return (
    <article ref={shown} class={flash ? 'pinned flash' : 'pinned'} aria-label={say('explaining')}>
      <p class="pinned-head">
        {flash?.endsAt ? (
          <>
            <Icon name="bolt" size={16} /> {say('flash')}
            <time>{countdown(msUntil(flash.endsAt))}</time>
          </>
        ) : (
          <>
            <i class="bars" aria-hidden="true" /> {say('explaining')}
          </>
        )}
      </p>
      <Picture src={card?.thumbUrl ?? ''} name={item.title} eager />
      <div class="pinned-words">
        <h2>{item.title}</h2>
        <p class="pinned-price">
          <Price of={item.priceFen} /> {usual > fen(item.priceFen) && <Price of={usual} struck />}
        </p>
        <p class="left">{left === 0 ? say('soldOut') : say('left', left)}</p>
        <PreSaleTag of={item.preSale} />
      </div>
      <button type="button" class="button buy" data-act="buy" disabled={left === 0} onClick={() => onBuy(item, card)}>
        {say(left === 0 ? 'soldOut' : flash ? 'grab' : 'buyNow')}
      </button>
    </article>
  );
}
