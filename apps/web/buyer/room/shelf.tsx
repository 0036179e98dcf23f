import type { Item } from '#room/protocol.js';
import type { RoomView } from '#room/view.js';
import { putInCart } from '../cart/cart.js';
import type { SkuCard } from '../door/shapes.js';
import { serverNow } from '../kernel/clock.js';
import { countdown, msUntil } from '../kernel/days.js';
import { fen } from '../kernel/money.js';
import { addressOf } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { useDoing, useTick } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Picture } from '../ui/picture.js';
import { PreSaleTag } from '../ui/pre-sale.js';
import { Price } from '../ui/price.js';
import { Sheet } from '../ui/sheet.js';
import { Empty, Wrong } from '../ui/states.js';
import { tell } from '../ui/toast.js';
import { say } from '../words/say.js';
import { useSeen, type Beacons } from './beacons.js';
import { flashOf, leftOf } from './room.js';
import { useCards } from './use-cards.js';

interface ShelfProps {
  room: RoomView;
  bag: Item[];
  beacons: Beacons;
  /** Here and now, or by its replay. */
  sells: boolean;
  onBuy: (item: Item, card: SkuCard | undefined) => void;
  onClose: () => void;
}

/** Everything in the bag, with the numbers that hosts call out. */
export function Shelf({ room, bag, beacons, sells, onBuy, onClose }: ShelfProps) {
  const cards = useCards(bag.map(({ skuId }) => skuId));
  const { problem, run } = useDoing();
  useTick(1_000, room.flash?.status === 'OPEN');
  return (
    <Sheet title={say('shelfOf', bag.length)} onClose={onClose} tall>
      {bag.length === 0 && <Empty icon="bag" title={say('shelfEmpty')} />}
      <Wrong problem={problem} />
      <ol class="plain shelf">
        {bag.map((item, at) => (
          <Shelved
            key={item.skuId}
            room={room}
            item={item}
            number={at + 1}
            card={cards.get(item.skuId)}
            beacons={beacons}
            sells={sells}
            onBuy={onBuy}
            onCart={() =>
              void run(async () => {
                await putInCart(item.skuId, 1);
                tell(say('isInCart'));
              })
            }
          />
        ))}
      </ol>
    </Sheet>
  );
}

interface ShelvedProps extends Pick<ShelfProps, 'room' | 'beacons' | 'sells' | 'onBuy'> {
  item: Item;
  number: number;
  card: SkuCard | undefined;
  onCart: () => void;
}

function Shelved({ room, item, number, card, beacons, sells, onBuy, onCart }: ShelvedProps) {
  const flash = flashOf(room, item.skuId, serverNow());
  const left = leftOf(item, flash);
  const usual = fen(card?.priceFen);
  const shown = useSeen<HTMLLIElement>(beacons, item.skuId);
  return (
    <li ref={shown} class={item.skuId === room.pinned?.skuId ? 'shelf-item now' : 'shelf-item'}>
      <span class="shelf-picture">
        <Picture src={card?.thumbUrl ?? ''} name={item.title} />
        <i class="number">{number}</i>
      </span>
      <div class="grow">
        <p class="line-title">
          {card ? <Link href={addressOf('product', card.productId)}>{item.title}</Link> : item.title}
        </p>
        <p class="shelf-tags">
          {item.skuId === room.pinned?.skuId && <span class="tag red">{say('explaining')}</span>}
          {flash?.endsAt && (
            <span class="tag warm">
              <Icon name="bolt" size={14} /> {say('flash')} {countdown(msUntil(flash.endsAt))}
            </span>
          )}
          <PreSaleTag of={item.preSale} />
          <span class="hint">{left === 0 ? say('soldOut') : say('left', left)}</span>
        </p>
        <p class="shelf-buy">
          <span class="grow">
            <Price of={item.priceFen} /> {usual > fen(item.priceFen) && <Price of={usual} struck />}
          </span>
          <button
            type="button"
            class="round"
            aria-label={`${say('intoCart')} ${item.title}`}
            disabled={left === 0}
            onClick={onCart}
          >
            <Icon name="cart" size={22} />
          </button>
          {sells && (
            <button type="button" class="button buy small" disabled={left === 0} onClick={() => onBuy(item, card)}>
              {say(flash ? 'grab' : 'buy')}
            </button>
          )}
        </p>
      </div>
    </li>
  );
}
