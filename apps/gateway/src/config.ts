import { blobSettings } from '#blobs/blobs.module.js';
import { integer, milliseconds, secret, text, url, type Settings } from '#service/settings.js';

export const settings = {
  host: text('HOST', { default: '0.0.0.0' }),
  port: integer('PORT', { default: 3000, min: 0, max: 65_535 }),
  healthPort: integer('HEALTH_PORT', { min: 0, max: 65_535 }),
  redisUrl: url('REDIS_URL'),
  /** Identity's public key (PEM): whoever it signs for is signed in. */
  tokenPublicKey: secret('TOKEN_PUBLIC_KEY'),
  /** Proxies whose x-forwarded-for is believed, comma-separated; empty: none. */
  trustedProxies: text('TRUSTED_PROXIES', { default: '' }),
  /** Where pages may fetch the pictures of streams: origins of the edges, comma-separated. */
  playOrigins: text('PLAY_ORIGINS', { default: '' }),
  requestDeadlineMs: milliseconds('REQUEST_DEADLINE', { default: '5s' }),
  ...blobSettings,

  /** Requests that may wait for an answer at once; the next is told to come again. */
  inFlightMax: integer('IN_FLIGHT_MAX', { default: 1_000, min: 1, max: 100_000 }),
  // A whole campus shares one address, so these two only stop floods.
  addressPerSecond: integer('ADDRESS_PER_SECOND', { default: 5_000, min: 1, max: 1_000_000 }),
  personPerSecond: integer('PERSON_PER_SECOND', { default: 2_000, min: 1, max: 1_000_000 }),
  /** Lines into rooms: in all, from one address (a whole campus), and of one person. */
  roomLinesMax: integer('ROOM_LINES_MAX', { default: 20_000, min: 1, max: 1_000_000 }),
  roomLinesPerAddress: integer('ROOM_LINES_PER_ADDRESS', { default: 6_000, min: 1, max: 1_000_000 }),
  roomLinesPerPerson: integer('ROOM_LINES_PER_PERSON', { default: 20, min: 1, max: 10_000 }),
  /** How many viewers a second are sent to another gateway when this one stops. */
  roomDrainPerSecond: integer('ROOM_DRAIN_PER_SECOND', { default: 200, min: 1, max: 100_000 }),
  /** Sign-ins and sign-ups from one address. */
  signInsPerMinute: integer('SIGN_INS_PER_MINUTE', { default: 3_000, min: 1, max: 1_000_000 }),
  /** Codes by text message asked for from one address; one phone gets ten a day at the most. */
  codesPerAddressAndHour: integer('CODES_PER_ADDRESS_AND_HOUR', { default: 300, min: 1, max: 1_000_000 }),
  /** Refused ones for one phone from one address, and for one phone from everywhere. */
  refusedPerQuarterHour: integer('SIGN_INS_REFUSED_PER_QUARTER_HOUR', { default: 10, min: 1, max: 10_000 }),
  refusedPerPhoneAndHour: integer('SIGN_INS_REFUSED_PER_PHONE_AND_HOUR', { default: 100, min: 1, max: 10_000 }),
};

export type GatewaySettings = Settings<typeof settings>;
