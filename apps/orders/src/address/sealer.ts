import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS } from '#service/settings.js';
import type { OrderId } from '#kernel/id.js';
import type { OrdersSettings } from '../config.js';
import type { Address } from './address.js';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const BOX_OVERHEAD = IV_BYTES + TAG_BYTES;

export interface SealedAddress {
  sealed: Buffer;
  keyId: string;
  phoneIndex: Buffer;
  regionCode: string;
}

/**
 * Seals who and where (AES-256-GCM in an envelope): each order has a data key of its own, wrapped by PII_KEY. A sealed
 * address opens under its own order's id only. The region stays readable: freight and figures are counted by it.
 */
@Injectable()
export class Sealer {
  private readonly key: Buffer;
  private readonly keyId: string;
  private readonly indexKey: Buffer;

  constructor(@Inject(SETTINGS) { piiKey, piiIndexKey }: OrdersSettings) {
    this.key = keyFrom('PII_KEY', piiKey);
    this.indexKey = keyFrom('PII_INDEX_KEY', piiIndexKey);
    this.keyId = createHash('sha256').update(this.key).digest('hex').slice(0, 8);
  }

  seal({ name, phone, regionCode, detail }: Address, orderId: OrderId): SealedAddress {
    const dataKey = randomBytes(KEY_BYTES);
    const words = Buffer.from(JSON.stringify({ name, phone, detail }));
    return {
      sealed: Buffer.concat([lock(this.key, dataKey, orderId), lock(dataKey, words, orderId)]),
      keyId: this.keyId,
      phoneIndex: this.indexOf(phone),
      regionCode,
    };
  }

  /** What a phone number is found by. */
  indexOf(phone: string): Buffer {
    return createHmac('sha256', this.indexKey).update(phone).digest();
  }

  open(sealed: Buffer, keyId: string, regionCode: string, orderId: OrderId): Address {
    if (keyId !== this.keyId) throw new Error(`The address of ${orderId} is sealed under key ${keyId}`);
    const wrapped = KEY_BYTES + BOX_OVERHEAD;
    const dataKey = unlock(this.key, sealed.subarray(0, wrapped), orderId);
    const words = JSON.parse(unlock(dataKey, sealed.subarray(wrapped), orderId).toString());
    return { ...words, regionCode };
  }
}

function keyFrom(name: string, base64: string): Buffer {
  const key = Buffer.from(base64, 'base64');
  if (key.length !== KEY_BYTES) throw new Error(`${name}: ${KEY_BYTES} bytes in base64`);
  return key;
}

function lock(key: Buffer, plain: Buffer, about: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(about));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function unlock(key: Buffer, box: Buffer, about: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, IV_BYTES)).setAAD(Buffer.from(about));
  decipher.setAuthTag(box.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(box.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
}
