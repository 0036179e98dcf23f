import { useState } from 'preact/hooks';
import type { Item } from '#room/protocol.js';
import type { RoomView } from '#room/view.js';
import { ask } from '../door/door.js';
import { serverNow } from '../kernel/clock.js';
import { countdown, msUntil } from '../kernel/days.js';
import { bagOf, flashOf, isOnAir, isOver, leftOf, pinnedIn } from '../room/room.js';
import { useCards } from '../room/use-cards.js';
import { addressOf } from '../shell/address.js';
import { useTick } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Picture } from '../ui/picture.js';
import { Price } from '../ui/price.js';
import { Empty } from '../ui/states.js';
import { Clips } from './clips.js';
import { CouponsOnAir } from './coupons-on-air.js';
import { FlashSheet } from './flash-sheet.js';
import { Moderate } from './moderate.js';
import { Money } from './money.js';
import { ReportedLink } from './reports.js';
import { StreamCard } from './stream-card.js';
import { SureButton } from './sure-button.js';
import { say } from './words.js';

interface ShowViewProps {
  room: RoomView;
  /** Whoever looks sells for the company, and may have pieces of its replay. */
  isSeller: boolean;
  doing: boolean;
  act: (verb: 'POST' | 'PUT', path: string, body: object) => void;
}

/** Everything a host's thumbs need while they talk. */
export function ShowView({ room, isSeller, doing, act }: ShowViewProps) {
  const [flashing, flash] = useState<Item>();
  const { session } = room;
  const live = isOnAir(session);
  const at = `/companies/${session.companyId}/live-sessions/${session.liveSessionId}`;
  const pin = (skuId: string) => act('PUT', '/pin', { skuId });
  const stopFlash = (offerId: string) => act('POST', `/flash-offers/${offerId}/stop`, {});
  return (
    <div class="cockpit">
      <div class="cockpit-now">
        {!isOver(session) && <StreamCard session={session} />}
        <Money companyId={session.companyId} liveSessionId={session.liveSessionId} />
        {isSeller && isOver(session) && <Clips session={session} />}
        {live && <Table room={room} doing={doing} onPin={pin} onFlash={flash} onStopFlash={stopFlash} />}
        {live && <CouponsOnAir room={room} />}
        {live && (
          <SureButton word="endLive" sureWord="endSure" disabled={doing} wide onSure={() => act('POST', '/end', {})} />
        )}
      </div>
      <div class="cockpit-side">
        {live && (
          <ReportedLink chatAt={`${at}/chat`} href={`${addressOf('cockpit', session.liveSessionId)}?view=chat`} />
        )}
        {live && <Moderate room={room} />}
        <Bag room={room} doing={doing} onPin={pin} onFlash={flash} onStopFlash={stopFlash} />
      </div>
      {flashing && (
        <FlashSheet
          item={flashing}
          onClose={() => flash(undefined)}
          onOpen={(terms) =>
            ask('POST', `${at}/flash-offers`, { ...terms, skuId: flashing.skuId }).then(() => flash(undefined))
          }
        />
      )}
    </div>
  );
}

interface TableProps {
  room: RoomView;
  doing: boolean;
  onPin: (skuId: string) => void;
  onFlash: (item: Item) => void;
  onStopFlash: (offerId: string) => void;
}

/** What the host holds in their hands, and what comes after it. */
function Table({ room, doing, onPin, onFlash, onStopFlash }: TableProps) {
  const item = pinnedIn(room);
  const cards = useCards(item ? [item.skuId] : []);
  const flash = item && flashOf(room, item.skuId, serverNow());
  useTick(1_000, flash !== undefined);
  const next = nextOf(room);
  return (
    <>
      <section class="card table-now" aria-label={say('onTheTable')}>
        <p class="hint">{say('onTheTable')}</p>
        {item ? (
          <>
            <div class="line">
              <Picture src={cards.get(item.skuId)?.thumbUrl ?? ''} name={item.title} />
              <div class="grow">
                <h3>{item.title}</h3>
                <Price of={item.priceFen} />
              </div>
              <p class="table-left">
                <b>{leftOf(item, flash)}</b>
                {say('stillLeft')}
              </p>
            </div>
            <div class="buttons">
              {flash?.endsAt ? (
                <button type="button" class="button buy" disabled={doing} onClick={() => onStopFlash(flash.offerId)}>
                  {say('stopFlash')} {countdown(msUntil(flash.endsAt))}
                </button>
              ) : (
                <button type="button" class="button buy" disabled={doing} onClick={() => onFlash(item)}>
                  <Icon name="bolt" size={20} /> {say('startFlash')}
                </button>
              )}
              <button type="button" class="button quiet" disabled={doing} onClick={() => onPin('')}>
                {say('unpin')}
              </button>
            </div>
          </>
        ) : (
          <Empty icon="bag" title={say('nothingPinned')} />
        )}
      </section>
      {next && (
        <section class="card table-next" aria-label={say('next')}>
          <p class="hint">{say('next')}</p>
          <p class="grow">{next.title}</p>
          <button type="button" class="button" disabled={doing} onClick={() => onPin(next.skuId)}>
            {say('explainIt')}
          </button>
        </section>
      )}
    </>
  );
}

/** After the one on the table: the next in the bag that there is any of. */
function nextOf(room: RoomView): Item | undefined {
  const bag = bagOf(room);
  const at = bag.findIndex(({ skuId }) => skuId === room.pinned?.skuId);
  const inTurn = [...bag.slice(at + 1), ...bag.slice(0, Math.max(at, 0))];
  return inTurn.find(({ available }) => available > 0);
}

function Bag(props: TableProps) {
  const { room } = props;
  const bag = bagOf(room);
  return (
    <section class="card cockpit-bag" aria-label={say('shelf')}>
      <h2>{say('shelfOf', bag.length)}</h2>
      {bag.length === 0 && <Empty icon="bag" title={say('bagEmpty')} />}
      <ol class="plain">
        {bag.map((item, at) => (
          <li key={item.skuId} class={item.skuId === room.pinned?.skuId ? 'bag-line now' : 'bag-line'}>
            <span class="hint bag-number">{at + 1}</span>
            <span class="grow">
              {item.title}
              <span class="hint">
                <Price of={item.priceFen} size="small" />{' '}
                {item.available === 0 ? say('soldOut') : say('left', item.available)}
              </span>
            </span>
            {isOnAir(room.session) && item.skuId !== room.pinned?.skuId && <BagActs {...props} item={item} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What is done with something that lies beside the table; a flash offer of it goes on there, and is stopped there. */
function BagActs({ room, item, doing, onPin, onFlash, onStopFlash }: TableProps & { item: Item }) {
  const flash = flashOf(room, item.skuId, serverNow());
  useTick(1_000, flash !== undefined);
  return (
    <>
      {flash?.endsAt ? (
        <button type="button" class="button buy small" disabled={doing} onClick={() => onStopFlash(flash.offerId)}>
          {say('stopFlash')} {countdown(msUntil(flash.endsAt))} <span class="unseen">{item.title}</span>
        </button>
      ) : (
        <button
          type="button"
          class="round"
          aria-label={`${say('startFlash')} ${item.title}`}
          disabled={doing || item.available === 0}
          onClick={() => onFlash(item)}
        >
          <Icon name="bolt" size={20} />
        </button>
      )}
      <button
        type="button"
        class="button quiet small"
        disabled={doing || item.available === 0}
        aria-label={`${say('explainIt')} ${item.title}`}
        onClick={() => onPin(item.skuId)}
      >
        {say('explainIt')}
      </button>
    </>
  );
}
