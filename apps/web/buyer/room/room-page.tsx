import { useState } from 'preact/hooks';
import type { Item } from '#room/protocol.js';
import type { RoomView } from '#room/view.js';
import { openCheckout } from '../checkout/open.js';
import { networkProblem, Problem } from '../door/problem.js';
import type { SkuCard } from '../door/shapes.js';
import { dayOf, clockTime } from '../kernel/days.js';
import { ShopLine } from '../products/shop-line.js';
import { useShop } from '../products/shop.js';
import { back } from '../shell/address.js';
import { LastSeen, Unfinished } from '../shell/page.js';
import { useTitle } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Empty, Failed, Coming } from '../ui/states.js';
import { locale, say } from '../words/say.js';
import { useBeacons } from './beacons.js';
import { Chat } from './chat.js';
import { Coupons } from './coupons.js';
import { Like } from './like.js';
import { Pinned } from './pinned.js';
import { Player } from './player.js';
import { Remind } from './remind.js';
import { bagOf, isAnnounced, isOnAir, pinnedIn } from './room.js';
import { Shelf } from './shelf.js';
import { Talk } from './talk.js';
import { useCards } from './use-cards.js';
import { useLines } from './use-lines.js';
import { useRoom } from './use-room.js';

export function RoomPage({ id }: { id: string }) {
  const [plays, setPlays] = useState(false);
  const room = useRoom(id, { watching: plays });
  useTitle(room.view?.session.title ?? '');
  const gone = room.state === 'gone';
  return (
    <div class="room">
      <Player onPlaying={setPlays} />
      <div class="room-shade" />
      {room.view ? (
        <Inside room={room.view} cutOff={room.state === 'waiting'} />
      ) : (
        <main class="room-middle">
          {gone && <Failed problem={new Problem('not_found', 404, '')} again={() => back('/')} />}
          {!gone && room.state === 'waiting' && <Failed problem={networkProblem()} again={room.again} />}
          {!gone && room.state !== 'waiting' && <Coming shapes={1} />}
        </main>
      )}
    </div>
  );
}

function Inside({ room, cutOff }: { room: RoomView; cutOff: boolean }) {
  const [shelfOpen, openShelf] = useState(false);
  const { session } = room;
  const live = isOnAir(session);
  const pinned = live ? pinnedIn(room) : undefined;
  const cards = useCards(pinned ? [pinned.skuId] : []);
  const lines = useLines(room);
  const beacons = useBeacons(session.liveSessionId);
  const buy = (item: Item, card: SkuCard | undefined) => {
    beacons.note(item.skuId, 'CLICKED');
    openShelf(false);
    openCheckout({
      companyId: session.companyId,
      liveSessionId: live ? session.liveSessionId : '',
      lines: [{ skuId: item.skuId, quantity: 1, title: item.title, thumbUrl: card?.thumbUrl ?? '' }],
      fromCart: false,
    });
  };
  return (
    <>
      <header class="room-top">
        <Host room={room} />
        <button type="button" class="round dark" aria-label={say('leaveRoom')} onClick={() => back('/')}>
          <Icon name="close" />
        </button>
      </header>
      {cutOff && (
        <p class="last-seen" role="status">
          <Icon name="off" size={18} /> {say('mayBeOld')}
        </p>
      )}
      {!cutOff && <LastSeen />}
      <Unfinished />
      <main class="room-middle">
        <h1 class="unseen">{session.title}</h1>
        {isAnnounced(session) && <Announced session={session} />}
        {!isAnnounced(session) && !live && <Ended />}
      </main>
      <section class="room-low" aria-label={say('inTheRoom')}>
        {live && <Chat lines={lines.shown} liveSessionId={session.liveSessionId} />}
        {live && room.coupons.length > 0 && <Coupons room={room} />}
        {pinned && (
          <Pinned
            key={pinned.skuId}
            room={room}
            item={pinned}
            card={cards.get(pinned.skuId)}
            beacons={beacons}
            onBuy={buy}
          />
        )}
        <div class="room-bar">
          <button type="button" class="shelf-button" onClick={() => openShelf(true)}>
            <Icon name="bag" />
            <span>{say('shelf')}</span>
            <i class="count">{room.skuIds.length}</i>
          </button>
          {live && <Talk room={room} lines={lines} />}
          {live && <Like room={room} />}
        </div>
      </section>
      {shelfOpen && (
        <Shelf room={room} bag={bagOf(room)} beacons={beacons} onBuy={buy} onClose={() => openShelf(false)} />
      )}
    </>
  );
}

function Host({ room: { session, host, viewers } }: { room: RoomView }) {
  const shop = useShop(session.companyId);
  return (
    <p class="host">
      <span class="avatar" aria-hidden="true">
        {[...(shop?.name ?? '田')][0]}
      </span>
      <span class="host-words">
        <b>
          {shop?.name ?? session.title}
          {host.name && <small> · {host.name}</small>}
        </b>
        <span>
          {isOnAir(session) && (
            <>
              <i class="live-dot" /> {say('live')} · {say('watching', viewers)}
            </>
          )}
        </span>
      </span>
    </p>
  );
}

function Announced({ session }: { session: RoomView['session'] }) {
  return (
    <div class="card announced">
      <p class="tag green">{say('announced')}</p>
      <h2>{session.title}</h2>
      {session.startsAt && (
        <p class="starts">
          {dayOf(session.startsAt, locale())} <b>{clockTime(session.startsAt, locale())}</b>
        </p>
      )}
      <Remind session={session} />
      <ShopLine companyId={session.companyId} />
    </div>
  );
}

function Ended() {
  return (
    <div class="card announced">
      <Empty icon="air" title={say('hasEnded')}>
        <button type="button" class="button quiet" onClick={() => back('/')}>
          {say('toAir')}
        </button>
      </Empty>
    </div>
  );
}
