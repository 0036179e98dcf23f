import type { ComponentType } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Item } from '#room/protocol.js';
import type { RoomView } from '#room/view.js';
import { openCheckout } from '../checkout/open.js';
import { networkProblem, Problem } from '../door/problem.js';
import type { SkuCard } from '../door/shapes.js';
import { dayOf, clockTime } from '../kernel/days.js';
import { ShopLine } from '../products/shop-line.js';
import { useShop } from '../products/shop.js';
import { keep, kept } from '../kernel/kept.js';
import { back } from '../shell/address.js';
import type { ReplayProps } from '../replay/replay.js';
import { LastSeen, Unfinished } from '../shell/page.js';
import { useTitle } from '../shell/use.js';
import type { Playback } from '../stream/playback.js';
import { useStream } from '../stream/use-stream.js';
import { useWithPicture } from '../stream/with-picture.js';
import { Icon } from '../ui/icon.js';
import { Empty, Failed, Coming } from '../ui/states.js';
import { locale, say } from '../words/say.js';
import { useBeacons } from './beacons.js';
import { Chat } from './chat.js';
import { Coupons } from './coupons.js';
import { Like } from './like.js';
import { Peek } from './peek.js';
import { Pinned } from './pinned.js';
import { Player } from './player.js';
import { Remind } from './remind.js';
import { bagOf, isAnnounced, isOnAir, isOver, pinnedIn } from './room.js';
import { Shelf } from './shelf.js';
import { Talk } from './talk.js';
import { useCards } from './use-cards.js';
import { useLines } from './use-lines.js';
import { useRoom } from './use-room.js';

interface RoomPageProps {
  id: string;
  /** Shows what was kept of a show; fetched by whoever comes after it. */
  Replay: ComponentType<ReplayProps>;
}

export function RoomPage({ id, Replay }: RoomPageProps) {
  const [plays, setPlays] = useState(false);
  const [wide, setWide] = useState(false);
  const room = useRoom(id, { watching: plays });
  const stream = useStream(room.view?.session);
  const playback = useRef<Playback>(null);
  const [follows, follow] = useState(() => kept<boolean>('with-picture') ?? false);
  const view = useWithPicture(room.view, follows, () => playback.current?.date());
  useTitle(room.view?.session.title ?? '');
  const gone = room.state === 'gone';
  const turnFollowing = () => {
    keep('with-picture', !follows);
    follow(!follows);
  };
  return (
    <div class={wide ? 'room wide' : 'room'}>
      <Player stream={stream} onPlaying={setPlays} onWide={setWide} playback={playback}>
        <button
          type="button"
          class={follows ? 'sound on' : 'sound'}
          aria-label={say('withPicture')}
          aria-pressed={follows}
          onClick={turnFollowing}
        >
          <Icon name="clock" size={20} />
        </button>
      </Player>
      <div class="room-shade" />
      {view ? (
        <Inside room={view} cutOff={room.state === 'waiting'} Replay={Replay} />
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

interface InsideProps extends Pick<RoomPageProps, 'Replay'> {
  room: RoomView;
  cutOff: boolean;
}

function Inside({ room, cutOff, Replay }: InsideProps) {
  const [shelfOpen, openShelf] = useState(false);
  const { session } = room;
  const live = isOnAir(session);
  const hasReplay = isOver(session) && session.stream !== undefined && session.stream.state !== 'NONE';
  const pinned = live ? pinnedIn(room) : undefined;
  const cards = useCards(pinned ? [pinned.skuId] : []);
  const lines = useLines(room);
  const beacons = useBeacons(session.liveSessionId);
  const buy = (item: Item, card: SkuCard | undefined) => {
    beacons.note(item.skuId, 'CLICKED');
    openShelf(false);
    openCheckout({
      companyId: session.companyId,
      // A replay sells for its session, too.
      liveSessionId: live || hasReplay ? session.liveSessionId : '',
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
        {hasReplay && <Replay room={room} onBuy={(item) => buy(item, cards.get(item.skuId))} />}
        {!isAnnounced(session) && !live && !hasReplay && <Ended />}
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
        {live && !pinned && <Peek bag={bagOf(room)} onOpen={() => openShelf(true)} />}
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
        <Shelf
          room={room}
          bag={bagOf(room)}
          beacons={beacons}
          sells={live || hasReplay}
          onBuy={buy}
          onClose={() => openShelf(false)}
        />
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
