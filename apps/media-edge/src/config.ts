import { blobPlace } from '#blobs/blobs.module.js';
import { parseStreamKeySecrets } from '#kernel/stream-key.js';
import { integer, milliseconds, secret, text, url, type Setting, type Settings } from '#service/settings.js';

const MEGA = 1_000_000;

const parsed = <From, To>(setting: Setting<From>, parse: (value: From) => To): Setting<To> => ({
  name: setting.name,
  parse: (words) => parse(setting.parse(words)),
  ...(setting.fallback === undefined ? {} : { fallback: parse(setting.fallback) }),
});

/** Without a slash at its end. */
const address = (name: string, fallback?: string) =>
  parsed(url(name, fallback === undefined ? {} : { default: fallback }), (value) => value.replace(/\/$/, ''));

const EDGE_ID = /^[a-z0-9][a-z0-9-]{0,31}$/;

export const settings = {
  /** Which edge this is, for as long as its folder lives. */
  edgeId: parsed(text('EDGE_ID'), (value) => {
    if (!EDGE_ID.test(value)) throw new Error('small letters, digits and hyphens, 32 at the most');
    return value;
  }),
  /** Recordings, and what was not told yet. Of this edge alone. */
  mediaFolder: text('MEDIA_FOLDER'),
  host: text('HOST', { default: '0.0.0.0' }),
  /** Publishers. */
  rtmpPort: integer('RTMP_PORT', { min: 0, max: 65_535, default: 1_935 }),
  /** Viewers. */
  port: integer('PORT', { min: 0, max: 65_535 }),
  healthPort: integer('HEALTH_PORT', { min: 0, max: 65_535 }),
  /** Where viewers find PORT. */
  publicUrl: address('PUBLIC_URL'),
  /** {"k2": "…", "k1": "…"}: keys signed with any of them are genuine. */
  streamKeySecrets: parsed(secret('STREAM_KEY_SECRETS'), parseStreamKeySecrets),
  ffmpeg: text('FFMPEG', { default: 'ffmpeg' }),

  /** The control API of a MediaMTX that publishers come to in place of RTMP_PORT; empty: there is none. */
  mediamtxApi: address('MEDIAMTX_API', ''),
  /** Where that is read from. */
  mediamtxRtmp: address('MEDIAMTX_RTMP', 'rtmp://127.0.0.1:1935'),
  /** Where it asks us who may; nobody else has any business there. */
  mediamtxAsks: parsed(url('MEDIAMTX_ASKS', { default: 'http://127.0.0.1:8936' }), (value) => new URL(value)),

  /** Streams at once. */
  roomsMax: integer('ROOMS_MAX', { default: 20, min: 1, max: 1_000 }),
  /** What a publisher may send, over some seconds. */
  bitsPerSecondMax: parsed(integer('MEGABITS_MAX', { default: 8, min: 1, max: 1_000 }), (mega) => mega * MEGA),
  /** With less than this left on the disk nobody new may stream; with half of it, shows go on, but are not recorded. */
  diskFreeMin: parsed(integer('DISK_FREE_MIN_MB', { default: 2_000, min: 0, max: 1_000_000_000 }), (mb) => mb * MEGA),
  /** Where recordings are moved to; of none of it is set they stay in MEDIA_FOLDER. */
  ...blobPlace,
  /** How often the edge looks for what is to be moved; … */
  storeEveryMs: milliseconds('STORE_EVERY', { default: '30s' }),
  /** … and how long it keeps its own copy of what was. */
  keepLocalMs: milliseconds('KEEP_LOCAL_FOR', { default: '24h' }),
  viewersMax: integer('VIEWERS_MAX', { default: 2_000, min: 1, max: 100_000 }),
  /** How long a stream waits for its publisher. */
  returnWithinS: integer('RETURN_WITHIN_S', { default: 60, min: 1, max: 3_600 }),
};

export type EdgeSettings = Settings<typeof settings>;
