/**
 * What a room's viewers and the gateway say to each other: docs/room-protocol.md in types. One JSON object a frame.
 *
 * Commerce lane: `facts`, `resume`, `head` and `state` are never dropped; facts come in the order of `seq`, without a
 * hole. Social lane: `social` frames may be dropped where a viewer cannot keep up; `gap` then says so.
 */

export const PROTOCOL_VERSION = 1;

/** What happened in a room, in the order of its commits. Everything in a body is as of then. */
export interface FactBodies {
  STARTED: Record<string, never>;
  ENDED: Record<string, never>;
  /** What a new SKU is called and costs follows in a `state` frame. */
  BAG_CHANGED: { skuIds: string[] };
  PINNED: { skuId: string; episodeId?: string };
  UNPINNED: { skuId: string; reason: UnpinReason };
  FLASH_OPENED: {
    offerId: string;
    skuId: string;
    priceFen: string;
    share: number;
    perBuyerLimit: number;
    /** RFC 3339. */
    endsAt: string;
  };
  FLASH_CLOSED: { offerId: string; skuId: string };
  MUTED_ALL: { muted: boolean };
  SLOW_MODE: { seconds: number };
  LINE_RETRACTED: { lineId: string };
  /** The coupon as buyers claim it; what it is worth is `words`. */
  COUPON_OFFERED: { couponId: string; couponCode: string; words: string; endsAt?: string };
  COUPON_ENDED: { couponId: string };
  /** Without a name: nobody is on shift. */
  HOST_CHANGED: { personId?: string; name?: string };
  /** The picture comes, is waited for, or is over: what has changed of where the session is seen. */
  STREAM: Pick<Stream, 'state'> & Partial<Stream>;
}

export type UnpinReason = 'HOST' | 'SOLD_OUT' | 'BAG' | 'ENDED';
export type FactKind = keyof FactBodies;

/** A fact of a kind, or of any. */
export type Fact<K extends FactKind = FactKind> = {
  [Kind in K]: {
    seq: number;
    kind: Kind;
    /** Server time of the commit, ms. */
    at: number;
    body: FactBodies[Kind];
  };
}[K];

/** One SKU of the bag: the price in force in this session, and what is left at it. */
export interface Item {
  skuId: string;
  title: string;
  priceFen: string;
  available: number;
  /** Absent: ready to be sent. Days, YYYY-MM-DD: of the harvest to come, and the last one on which it leaves. */
  preSale?: { expectedOn: string; shipBy: string };
}

export interface FlashOffer {
  offerId: string;
  skuId: string;
  priceFen: string;
  share: number;
  perBuyerLimit: number;
  left: number;
  endsAt?: string;
  status: string;
}

/** Where a session is seen. */
export interface Stream {
  state: 'NONE' | 'ON' | 'LOST' | 'OVER';
  /** LL-HLS. Empty until the first picture, and after the last. */
  hlsUrl: string;
  socketUrl: string;
  /** Empty until the recording is whole. */
  replayUrl: string;
  recordedFrom?: string;
}

export interface Session {
  liveSessionId: string;
  companyId: string;
  accountId: string;
  title: string;
  status: 'DRAFT' | 'SCHEDULED' | 'READY' | 'LIVE' | 'INTERRUPTED' | 'ENDED' | 'SEALED';
  startsAt?: string;
  /** In the order it is shown. */
  bag: Item[];
  /** Empty: nothing is pinned. */
  pinnedSkuId: string;
  flashOffer?: FlashOffer;
  /** Absent: it is not streamed here. */
  stream?: Stream;
}

export interface ChatLine {
  lineId: string;
  name: string;
  text: string;
  /** ms */
  at: number;
  /** Whose it is, as a name for one room: the same for all lines of one person, of no use elsewhere. */
  by?: string;
  /** "host" for who runs the session, "moderator" for who keeps order in it and does not run it; empty for a buyer. */
  role?: string;
}

// --- what the gateway says

/** All of a room as of `seq`. Built once for everybody, every 250 ms at the most. */
export interface SnapshotFrame {
  t: 'snapshot';
  epoch: string;
  seq: number;
  at: number;
  session: Session;
  /** The seq of the last BAG_CHANGED. */
  bagVersion: number;
  /** Facts that are in force: who is on shift, how fast anybody may chat, coupons to be claimed. */
  standing: Fact[];
  chat: ChatLine[];
  viewers: number;
  likes: number;
}

/** What was missed, up to `seq`: nothing is left out. */
export interface ResumeFrame {
  t: 'resume';
  epoch: string;
  seq: number;
  at: number;
  facts: Fact[];
}

/** Each follows the one before it; the first is the next after what was sent before. */
export interface FactsFrame {
  t: 'facts';
  at: number;
  facts: Fact[];
}

/** The latest of what changes all the time; only what changed, at most five times a second for a SKU. */
export interface StateFrame {
  t: 'state';
  at: number;
  items: Item[];
  flash?: { offerId: string; left: number };
}

/** Every 100 ms at the most. */
export interface SocialFrame {
  t: 'social';
  at: number;
  chat?: ChatLine[];
  retracted?: string[];
  likes?: number;
  viewers?: number;
}

/** Now and then, so that a client knows that it has everything, what time it is, and that the line is alive. */
export interface HeadFrame {
  t: 'head';
  epoch: string;
  seq: number;
  at: number;
}

/** Social frames were dropped on the way to this viewer. */
export interface GapFrame {
  t: 'gap';
  dropped: number;
}

/** About this viewer alone. */
export interface MeFrame {
  t: 'me';
  /** Absent: not signed in, or no longer. */
  personId?: string;
  /** ms; absent: may chat. */
  mutedUntil?: number;
  /** MUTED in this room, BANNED by the company. */
  muteReason?: string;
}

/** The line is about to be closed; come again after `retryAfterMs`, with epoch and seq. */
export interface ByeFrame {
  t: 'bye';
  code: number;
  reason: string;
  retryAfterMs: number;
}

export type ServerFrame =
  SnapshotFrame | ResumeFrame | FactsFrame | StateFrame | SocialFrame | HeadFrame | GapFrame | MeFrame | ByeFrame;

/** What the polling address answers: everything since `after`, and when to ask again. */
export interface Poll {
  frames: ServerFrame[];
  pollAfterMs: number;
}

// --- what a viewer says, on a socket; everything else is HTTP

/** First of all. With epoch and seq: what was seen. */
export interface HelloFrame {
  t: 'hello';
  v: number;
  epoch?: string;
  seq?: number;
  /** Server time of the last frame that was heard: what changed since is told again. */
  at?: number;
  /** An access token; without it, or with one that is over, a viewer is anybody. */
  token?: string;
  /** Made by the client and kept: who is not signed in is counted by it. */
  deviceId?: string;
}

/** "I have everything up to `after`, and something that comes later." */
export interface GapQuestion {
  t: 'gap';
  after: number;
}

/** Every ten seconds while the picture plays. */
export interface BeatFrame {
  t: 'beat';
  /** Of one playback. */
  viewId: string;
  /** Played since the last beat. */
  playedS: number;
}

export type ClientFrame = HelloFrame | GapQuestion | BeatFrame;

/** Why a socket is closed. */
export const CLOSED = {
  /** The room cannot be read just now. */
  notNow: 1013,
  /** The gateway goes away; another one is there. */
  draining: 1012,
  badHello: 4001,
  /** Too much was said, or what is no frame. */
  badFrame: 4002,
  unknownRoom: 4004,
  /** Too far behind: come again with epoch and seq. */
  tooSlow: 4008,
  tooMany: 4029,
} as const;

export const BEAT_MS = 10_000;
/** A `head` comes at least so often; a line that is silent for twice as long is dead. */
export const HEAD_MS = 10_000;

/** What livestream says to gateways on a room's social lane. */
export type SocialSaid =
  | { kind: 'CHAT'; line: ChatLine }
  | { kind: 'RETRACTED'; lineId: string }
  | { kind: 'LIKES'; total: number }
  /** For that speaker alone; `until` 0: may write again. */
  | { kind: 'SILENCED'; speakerId: string; until: number; reason: string };

/** What a gateway tells livestream of playbacks, about once a second. */
export interface ViewsSaid {
  views: {
    viewId: string;
    /** "p:<person>" or "d:<device>". */
    viewer: string;
    seconds: number;
  }[];
}
