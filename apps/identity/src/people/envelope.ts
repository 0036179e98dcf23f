import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS } from '#service/settings.js';
import type { IdentitySettings } from '../config.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const WRAPPED_KEY_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

export type PersonalKeys = Pick<IdentitySettings, 'piiKey' | 'piiIndexKey'>;

/**
 * What must be read again, at rest: each under a data key of its own, that key under PII_KEY (so that a new PII_KEY
 * re-wraps keys and leaves the rest alone), both bound to whom it is about, so that it cannot be moved to another row.
 */
@Injectable()
export class Envelope {
  /** Names PII_KEY without telling it. */
  readonly keyId: string;

  constructor(@Inject(SETTINGS) private readonly keys: PersonalKeys) {
    this.keyId = createHash('sha256').update('key id').update(keys.piiKey).digest('hex').slice(0, 16);
  }

  seal(plain: Buffer, about: string): Buffer {
    const dataKey = randomBytes(KEY_BYTES);
    return Buffer.concat([encrypt(this.keys.piiKey, dataKey, about), encrypt(dataKey, plain, about)]);
  }

  open(sealed: Buffer, about: string): Buffer {
    const dataKey = decrypt(this.keys.piiKey, sealed.subarray(0, WRAPPED_KEY_BYTES), about);
    return decrypt(dataKey, sealed.subarray(WRAPPED_KEY_BYTES), about);
  }

  /** Equal for equal words, tells nothing about them without the key. */
  hash(...words: string[]): Buffer {
    return createHmac('sha256', this.keys.piiIndexKey).update(words.join(':')).digest();
  }
}

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
