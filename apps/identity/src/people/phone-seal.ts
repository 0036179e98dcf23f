import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel/id.js';
import { SETTINGS, type Settings } from '#service/settings.js';
import type { settings } from '../config.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const WRAPPED_KEY_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

export interface SealedPhone {
  /** Equal for equal numbers, tells nothing about them without its key. */
  index: Buffer;
  sealed: Buffer;
  keyId: string;
}

/**
 * Phone numbers at rest: each under a data key of its own, that key under PII_KEY (so that a new PII_KEY re-wraps keys
 * and leaves the numbers alone), both bound to the person, so that a row's number cannot be moved to another person.
 */
@Injectable()
export class PhoneSeal {
  constructor(@Inject(SETTINGS) private readonly keys: Pick<Settings<typeof settings>, 'piiKey' | 'piiIndexKey'>) {}

  indexOf(phone: string): Buffer {
    return createHmac('sha256', this.keys.piiIndexKey).update(`phone:${phone}`).digest();
  }

  seal(phone: string, personId: PersonId): SealedPhone {
    const dataKey = randomBytes(KEY_BYTES);
    const sealed = Buffer.concat([
      encrypt(this.keys.piiKey, dataKey, personId),
      encrypt(dataKey, Buffer.from(phone), personId),
    ]);
    return { index: this.indexOf(phone), sealed, keyId: keyIdOf(this.keys.piiKey) };
  }

  open(sealed: Buffer, personId: PersonId): string {
    const dataKey = decrypt(this.keys.piiKey, sealed.subarray(0, WRAPPED_KEY_BYTES), personId);
    return decrypt(dataKey, sealed.subarray(WRAPPED_KEY_BYTES), personId).toString();
  }
}

/** Names a key without telling it. */
const keyIdOf = (key: Buffer) => createHash('sha256').update('key id').update(key).digest('hex').slice(0, 16);

function encrypt(key: Buffer, plain: Buffer, about: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, box: Buffer, about: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(about)).setAuthTag(box.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}
