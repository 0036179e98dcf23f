import { Controller } from '@nestjs/common';
import { AddressBook, type SaveAddress } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Db } from '#database/db.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { assertRoom, becomesDefault, parseAddress } from './address.js';
import { AddressSeal } from './address-seal.js';
import { lockBook, readBook, writeAddress } from './addresses.sql.js';

@Controller()
export class SaveAddressHandler {
  constructor(
    private readonly db: Db,
    private readonly seal: AddressSeal,
  ) {}

  @Rpc(AddressBook.method.save)
  async handle(request: SaveAddress, caller: Caller) {
    const { personId } = personOf(caller);
    const wanted = parseAddress(request);

    const book = await this.db.transaction(async (tx) => {
      if (!(await lockBook(tx, personId))) throw new Problem('auth.required');
      const before = await readBook(tx, personId);
      assertRoom(before, wanted.addressId);
      const address = { ...wanted, isDefault: becomesDefault(before, wanted) };
      await writeAddress(tx, personId, this.seal.seal(address, personId));
      return readBook(tx, personId);
    });
    return { addresses: book.map((row) => this.seal.open(row, personId)) };
  }
}
