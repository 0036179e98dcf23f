import { Controller } from '@nestjs/common';
import { AddressBook, type ListAddresses } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Db } from '#database/db.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { AddressSeal } from './address-seal.js';
import { readBook } from './addresses.sql.js';

@Controller()
export class ListAddressesHandler {
  constructor(
    private readonly db: Db,
    private readonly seal: AddressSeal,
  ) {}

  @Rpc(AddressBook.method.list)
  async handle(_: ListAddresses, caller: Caller) {
    const { personId } = personOf(caller);
    const book = await this.db.single((tx) => readBook(tx, personId));
    return { addresses: book.map((row) => this.seal.open(row, personId)) };
  }
}
