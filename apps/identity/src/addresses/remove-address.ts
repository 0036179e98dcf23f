import { Controller } from '@nestjs/common';
import { AddressBook, type RemoveAddress } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Db } from '#database/db.js';
import { AddressId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { AddressSeal } from './address-seal.js';
import { lockBook, readBook, removeAddress } from './addresses.sql.js';

@Controller()
export class RemoveAddressHandler {
  constructor(
    private readonly db: Db,
    private readonly seal: AddressSeal,
  ) {}

  @Rpc(AddressBook.method.remove)
  async handle(request: RemoveAddress, caller: Caller) {
    const { personId } = personOf(caller);
    const addressId = AddressId.parse(request.addressId);

    const book = await this.db.transaction(async (tx) => {
      if (!(await lockBook(tx, personId))) throw new Problem('auth.required');
      await removeAddress(tx, personId, addressId);
      return readBook(tx, personId);
    });
    return { addresses: book.map((row) => this.seal.open(row, personId)) };
  }
}
