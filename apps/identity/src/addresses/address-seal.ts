import { Injectable } from '@nestjs/common';
import type { AddressId, PersonId } from '#kernel/id.js';
import { Envelope } from '../people/envelope.js';
import type { Address, Whereabouts } from './address.js';
import type { AddressRow } from './addresses.sql.js';

/** Addresses at rest: each opens in its own person's book only. */
@Injectable()
export class AddressSeal {
  constructor(private readonly envelope: Envelope) {}

  seal({ addressId, regionCode, isDefault, name, phone, detail }: Address, personId: PersonId) {
    const words: Whereabouts = { name, phone, detail };
    const sealed = this.envelope.seal(Buffer.from(JSON.stringify(words)), aboutOf(personId, addressId));
    return { addressId, regionCode, isDefault, sealed, keyId: this.envelope.keyId };
  }

  open({ addressId, regionCode, isDefault, sealed }: AddressRow, personId: PersonId): Address {
    const words: Whereabouts = JSON.parse(this.envelope.open(sealed, aboutOf(personId, addressId)).toString());
    return { addressId, regionCode, isDefault, ...words };
  }
}

const aboutOf = (personId: PersonId, addressId: AddressId) => `${personId} ${addressId}`;
