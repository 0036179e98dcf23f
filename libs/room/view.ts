import type {
  ChatLine,
  Fact,
  FactBodies,
  FlashOffer,
  Item,
  MeFrame,
  ServerFrame,
  Session,
  SnapshotFrame,
  SocialFrame,
  StateFrame,
} from './protocol.js';

/** A room as a viewer knows it by now. Never changed: every frame gives a new one. */
export interface RoomView {
  readonly epoch: string;
  /** Of the last fact in it. */
  readonly seq: number;
  readonly session: Omit<Session, 'bag' | 'pinnedSkuId' | 'flashOffer'>;
  /** In the order it is shown. What is new in it has no item before the next `state`. */
  readonly skuIds: readonly string[];
  readonly items: Readonly<Record<string, Item>>;
  readonly bagVersion: number;
  readonly pinned: { readonly skuId: string; readonly episodeId?: string } | undefined;
  readonly flash: FlashOffer | undefined;
  readonly mutedAll: boolean;
  readonly slowModeS: number;
  readonly host: FactBodies['HOST_CHANGED'];
  readonly coupons: readonly FactBodies['COUPON_OFFERED'][];
  /** Oldest first, the last of them. */
  readonly chat: readonly ChatLine[];
  readonly viewers: number;
  readonly likes: number;
  readonly me: Omit<MeFrame, 't'>;
}

export const CHAT_KEPT = 200;

/** The room after a frame. Facts it has already are passed over, so a frame may come twice. */
export function afterFrame(view: RoomView | undefined, frame: ServerFrame): RoomView | undefined {
  if (frame.t === 'snapshot') return viewOf(frame, view);
  if (!view) return undefined;
  switch (frame.t) {
    case 'facts':
    case 'resume':
      return frame.facts.reduce(afterFact, view);
    case 'state':
      return afterState(view, frame);
    case 'social':
      return afterSocial(view, frame);
    case 'me': {
      const { t: _, ...me } = frame;
      return { ...view, me };
    }
    default:
      return view;
  }
}

function viewOf(frame: SnapshotFrame, earlier: RoomView | undefined): RoomView {
  const { bag, pinnedSkuId, flashOffer, ...session } = frame.session;
  const view: RoomView = {
    epoch: frame.epoch,
    seq: frame.seq,
    session,
    skuIds: bag.map(({ skuId }) => skuId),
    items: byId(bag),
    bagVersion: frame.bagVersion,
    pinned: pinnedSkuId === '' ? undefined : { skuId: pinnedSkuId },
    flash: flashOffer,
    mutedAll: false,
    slowModeS: 0,
    host: {},
    coupons: [],
    // What was retracted meanwhile must not stay: a snapshot's lines are the lines.
    chat: frame.chat,
    viewers: frame.viewers,
    likes: frame.likes,
    me: earlier?.me ?? {},
  };
  return frame.standing.reduce(changed, view);
}

function afterFact(view: RoomView, fact: Fact): RoomView {
  return fact.seq > view.seq ? { ...changed(view, fact), seq: fact.seq } : view;
}

const NO_STREAM = { hlsUrl: '', socketUrl: '', replayUrl: '' };

/** A session that is on air is so as its stream is. */
function afterStream<S extends Pick<Session, 'status'>>(session: S, { state }: FactBodies['STREAM']): S {
  if (session.status !== 'LIVE' && session.status !== 'INTERRUPTED') return session;
  if (state === 'ON') return { ...session, status: 'LIVE' };
  return state === 'LOST' ? { ...session, status: 'INTERRUPTED' } : session;
}

function changed(view: RoomView, { kind, body, seq }: Fact): RoomView {
  switch (kind) {
    case 'STARTED':
      return { ...view, session: { ...view.session, status: 'LIVE' } };
    case 'ENDED':
      return { ...view, session: { ...view.session, status: 'ENDED' }, pinned: undefined, flash: undefined };
    case 'BAG_CHANGED':
      return { ...view, skuIds: body.skuIds, bagVersion: seq };
    case 'PINNED':
      return { ...view, pinned: body };
    case 'UNPINNED':
      return view.pinned?.skuId === body.skuId ? { ...view, pinned: undefined } : view;
    case 'FLASH_OPENED':
      return { ...view, flash: { ...body, left: body.share, status: 'OPEN' } };
    case 'FLASH_CLOSED':
      return view.flash?.offerId === body.offerId ? { ...view, flash: undefined } : view;
    case 'MUTED_ALL':
      return { ...view, mutedAll: body.muted };
    case 'SLOW_MODE':
      return { ...view, slowModeS: body.seconds };
    case 'LINE_RETRACTED':
      return { ...view, chat: view.chat.filter(({ lineId }) => lineId !== body.lineId) };
    case 'COUPON_OFFERED':
      return { ...view, coupons: [...without(view.coupons, body.couponId), body] };
    case 'COUPON_ENDED':
      return { ...view, coupons: without(view.coupons, body.couponId) };
    case 'HOST_CHANGED':
      return { ...view, host: body };
    case 'STREAM':
      return {
        ...view,
        session: { ...afterStream(view.session, body), stream: { ...NO_STREAM, ...view.session.stream, ...body } },
      };
    default:
      return view; // Of a later version of the protocol.
  }
}

function afterState(view: RoomView, { items, flash }: StateFrame): RoomView {
  const left = flash && view.flash?.offerId === flash.offerId ? { ...view.flash, left: flash.left } : view.flash;
  return { ...view, items: items.length > 0 ? { ...view.items, ...byId(items) } : view.items, flash: left };
}

function afterSocial(view: RoomView, { chat = [], retracted = [], likes, viewers }: SocialFrame): RoomView {
  const kept = retracted.length > 0 ? view.chat.filter(({ lineId }) => !retracted.includes(lineId)) : view.chat;
  return {
    ...view,
    chat: mergedChat(kept, chat),
    // A total that is told late is no step back.
    likes: Math.max(likes ?? 0, view.likes),
    viewers: viewers ?? view.viewers,
  };
}

/** A line comes by several ways: with the answer to whoever wrote it, with a frame, with a snapshot. */
export function mergedChat(lines: readonly ChatLine[], more: readonly ChatLine[]): readonly ChatLine[] {
  if (more.length === 0) return lines;
  const known = new Set(lines.map(({ lineId }) => lineId));
  const fresh = more.filter(({ lineId }) => !known.has(lineId) && known.add(lineId));
  if (fresh.length === 0) return lines;
  return [...lines, ...fresh].sort((one, other) => one.at - other.at).slice(-CHAT_KEPT);
}

const byId = (items: readonly Item[]) => Object.fromEntries(items.map((item) => [item.skuId, item]));

const without = (coupons: RoomView['coupons'], couponId: string) =>
  coupons.filter((coupon) => coupon.couponId !== couponId);
