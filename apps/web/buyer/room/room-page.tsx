import { useState } from 'preact/hooks';
import { openCheckout } from '../checkout/open.js';
import type { BagItem, LiveSession, SkuCard } from '../door/shapes.js';
import { dayOf, clockTime } from '../kernel/days.js';
import { ShopLine } from '../products/shop-line.js';
import { useShop } from '../products/shop.js';
import { back } from '../shell/address.js';
import { LastSeen, Unfinished } from '../shell/page.js';
import { useTitle } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Empty, Failed, Coming } from '../ui/states.js';
import { locale, say } from '../words/say.js';
import { Chat, Say } from './chat.js';
import { Pinned } from './pinned.js';
import { Remind } from './remind.js';
import { isAnnounced, isOnAir, pinnedItem, type Room } from './room.js';
import { Scene } from './scene.js';
import { Shelf } from './shelf.js';
import { useCards } from './use-cards.js';
import { useRoom } from './use-room.js';

export function RoomPage({ id }: { id: string }) {
  const room = useRoom(id);
  useTitle(room.value?.session.title ?? '');
  return (
    <div class="room">
      <Scene />
      <div class="room-shade" />
      {room.value ? (
        <Inside room={room.value} />
      ) : (
        <main class="room-middle">
          {room.problem ? <Failed problem={room.problem} again={room.again} /> : <Coming />}
        </main>
      )}
    </div>
  );
}

function Inside({ room }: { room: Room }) {
  const [shelfOpen, openShelf] = useState(false);
  const { session } = room;
  const cards = useCards(session.pinnedSkuId === '' ? [] : [session.pinnedSkuId]);
  const pinned = pinnedItem(session);
  const buy = (item: BagItem, card: SkuCard | undefined) => {
    openShelf(false);
    openCheckout({
      companyId: session.companyId,
      liveSessionId: isOnAir(session) ? session.liveSessionId : '',
      lines: [{ skuId: item.skuId, quantity: 1, title: item.title, thumbUrl: card?.thumbUrl ?? '' }],
      fromCart: false,
    });
  };
  return (
    <>
      <header class="room-top">
        <Host session={session} viewers={room.viewers} />
        <button type="button" class="round dark" aria-label={say('leaveRoom')} onClick={() => back('/')}>
          <Icon name="close" />
        </button>
      </header>
      <LastSeen />
      <Unfinished />
      <main class="room-middle">
        <h1 class="unseen">{session.title}</h1>
        {isAnnounced(session) && <Announced session={session} />}
        {!isAnnounced(session) && !isOnAir(session) && <Ended />}
      </main>
      <section class="room-low" aria-label={say('inTheRoom')}>
        {isOnAir(session) && <Chat lines={room.chat} />}
        {isOnAir(session) && pinned && (
          <Pinned key={pinned.skuId} session={session} item={pinned} card={cards.get(pinned.skuId)} onBuy={buy} />
        )}
        <div class="room-bar">
          <button type="button" class="shelf-button" onClick={() => openShelf(true)}>
            <Icon name="bag" />
            <span>{say('shelf')}</span>
            <i class="count">{session.bag.length}</i>
          </button>
          {isOnAir(session) && <Say room={room} />}
        </div>
      </section>
      {shelfOpen && <Shelf session={session} onBuy={buy} onClose={() => openShelf(false)} />}
    </>
  );
}

function Host({ session, viewers }: { session: LiveSession; viewers: number | undefined }) {
  const shop = useShop(session.companyId);
  return (
    <p class="host">
      <span class="avatar" aria-hidden="true">
        {[...(shop?.name ?? '田')][0]}
      </span>
      <span class="host-words">
        <b>{shop?.name ?? session.title}</b>
        <span>
          {isOnAir(session) && (
            <>
              <i class="live-dot" /> {say('live')}
            </>
          )}
          {viewers !== undefined && <> · {say('watching', viewers)}</>}
        </span>
      </span>
    </p>
  );
}

function Announced({ session }: { session: LiveSession }) {
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
