import { createHmac, timingSafeEqual } from 'node:crypto';

// RFC 6238 as every authenticator app has it: SHA-1, 30 seconds, six digits.
const STEP_MS = 30_000;
const DIGITS = 6;
// A phone's clock may be half a minute off, either way.
const DRIFT = 1;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const stepAt = (now: Date): number => Math.floor(now.getTime() / STEP_MS);

/** RFC 4226 with the time step as its counter. */
export function codeAt(secret: Buffer, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(at) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The time step of a code, if it is one of about now and later than the last one taken: no code is taken twice. */
export function stepOf(code: string, secret: Buffer, { now, lastStep }: { now: Date; lastStep: number }) {
  const steps = Array.from({ length: 2 * DRIFT + 1 }, (_, at) => stepAt(now) - DRIFT + at);
  return steps.find((step) => step > lastStep && isSame(code, codeAt(secret, step)));
}

export function isSame(code: string, expected: string): boolean {
  const [shown, right] = [Buffer.from(code), Buffer.from(expected)];
  return shown.length === right.length && timingSafeEqual(shown, right);
}

export function base32(bytes: Buffer): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += BASE32.charAt((held >> (bits - 5)) & 31);
  }
  return bits > 0 ? text + BASE32.charAt((held << (5 - bits)) & 31) : text;
}

/** What the QR code for an app says. */
export function otpauthUri(secret: Buffer, { issuer, account }: { issuer: string; account: string }): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const terms = `secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
  return `otpauth://totp/${label}?${terms}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1_000}`;
}
