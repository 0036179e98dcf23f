import { createHmac, timingSafeEqual } from 'node:crypto';
import { CompanyId, PersonId, type LiveSessionId } from './id.js';

/** What a stream key says: this person may stream this session until then. */
export interface StreamClaim {
  liveSessionId: LiveSessionId;
  companyId: CompanyId;
  personId: PersonId;
  /** Rises with each key of the session. */
  serial: number;
  expiresAt: Date;
}

export type StreamKeyRefusal = 'FORGED' | 'EXPIRED';

/** By key id; the first one signs, every one is accepted. */
export type StreamKeySecrets = ReadonlyMap<string, string>;

// Nothing but small letters in front: an object puts keys that are numbers before the others, whatever was written first.
const KEY_ID = /^[a-z][a-z0-9-]{0,15}$/;
const KEY =
  /^v1\.([a-z][a-z0-9-]{0,15})\.([1-9]\d{0,10})\.([1-9]\d{0,14})\.([0-9a-f]{32})\.([0-9a-f]{32})\.([\w-]{43})$/;
const SECRET_MIN = 32;

/** Reads a setting: {"2026-11": "…"} is refused, {"k2": "…", "k1": "…"} signs with k2 and still accepts k1. */
export function parseStreamKeySecrets(json: string): StreamKeySecrets {
  const secrets = new Map(Object.entries(JSON.parse(json) as Record<string, unknown>).map(toSecret));
  if (secrets.size === 0) throw new Error('no secret for stream keys');
  return secrets;
}

function toSecret([keyId, secret]: [string, unknown]): [string, string] {
  if (!KEY_ID.test(keyId)) throw new Error(`"${keyId}" is no id for a stream key secret`);
  if (typeof secret !== 'string' || secret.length < SECRET_MIN) {
    throw new Error(`the stream key secret "${keyId}" is shorter than ${SECRET_MIN} characters`);
  }
  return [keyId, secret];
}

/** The key of a claim, to the second. */
export function signStreamKey(secrets: StreamKeySecrets, claim: StreamClaim): string {
  const [first] = secrets;
  if (!first) throw new Error('no secret for stream keys');
  const [keyId, secret] = first;
  const said = [
    String(Math.floor(claim.expiresAt.getTime() / 1000)),
    String(claim.serial),
    hexOf(claim.companyId),
    hexOf(claim.personId),
  ] as const;
  return ['v1', keyId, ...said, macOf(secret, claim.liveSessionId, said)].join('.');
}

/** What a key says, where it is genuine, for this session and not over. Anything else is refused, without a network. */
export function verifyStreamKey(
  secrets: StreamKeySecrets,
  text: string,
  liveSessionId: LiveSessionId,
  now: Date,
): StreamClaim | StreamKeyRefusal {
  const parts = KEY.exec(text);
  if (!parts) return 'FORGED';
  const [keyId = '', exp = '', serial = '', company = '', person = '', mac = ''] = parts.slice(1);
  const secret = secrets.get(keyId);
  if (secret === undefined) return 'FORGED';
  // As text: the last of 43 characters could be written in four ways.
  const right = macOf(secret, liveSessionId, [exp, serial, company, person]);
  if (!timingSafeEqual(Buffer.from(right), Buffer.from(mac))) return 'FORGED';

  const expiresAt = new Date(Number(exp) * 1000);
  if (now >= expiresAt) return 'EXPIRED';
  return {
    liveSessionId,
    companyId: CompanyId.parse(dashed(company)),
    personId: PersonId.parse(dashed(person)),
    serial: Number(serial),
    expiresAt,
  };
}

const macOf = (secret: string, liveSessionId: LiveSessionId, said: readonly string[]) =>
  createHmac('sha256', secret)
    .update([`live/${liveSessionId}`, ...said].join('|'))
    .digest('base64url');

const hexOf = (id: string) => id.replaceAll('-', '');
const dashed = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
