import { Inject, Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel/id.js';
import { SETTINGS } from '#service/settings.js';
import { Envelope, type PersonalKeys } from './envelope.js';

export interface SealedPhone {
  /** Equal for equal numbers, tells nothing about them without its key. */
  index: Buffer;
  sealed: Buffer;
  keyId: string;
}

/** Phone numbers at rest; each opens under its own person's id only. */
@Injectable()
export class PhoneSeal {
  private readonly envelope: Envelope;

  constructor(@Inject(SETTINGS) keys: PersonalKeys) {
    this.envelope = new Envelope(keys);
  }

  indexOf(phone: string): Buffer {
    return this.envelope.hash('phone', phone);
  }

  seal(phone: string, personId: PersonId): SealedPhone {
    const sealed = this.envelope.seal(Buffer.from(phone), personId);
    return { index: this.indexOf(phone), sealed, keyId: this.envelope.keyId };
  }

  open(sealed: Buffer, personId: PersonId): string {
    return this.envelope.open(sealed, personId).toString();
  }
}
