import { Controller } from '@nestjs/common';
import { Organisations, type SavePersonRequest } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { PersonId } from '#kernel/id.js';
import { parsePhone, parseText } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { endFamiliesOf } from '../sign-in/refresh-token.sql.js';
import { parseNewPassword, Passwords } from './passwords.js';
import { NAME_MAX } from './sign-up.js';
import { findPasswordHash, insertPerson, updatePerson } from './person.sql.js';
import { PhoneSeal } from './phone-seal.js';

@Controller()
export class SavePersonHandler {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
    private readonly passwords: Passwords,
  ) {}

  @Rpc(Organisations.method.savePerson)
  async handle(request: SavePersonRequest) {
    const personId = PersonId.parse(request.personId);
    const name = parseText(request.name, 'name', { max: NAME_MAX });
    const phone = this.phones.seal(parsePhone(request.phone, 'phone'), personId);
    const password = parseNewPassword(request.password);

    const earlier = await this.db.single((tx) => findPasswordHash(tx, personId));
    const keeps = await this.passwords.atDesk(() => this.passwords.matches(password, earlier));
    const passwordHash = keeps && earlier ? earlier : await this.passwords.hash(password);

    await this.db.transaction(async (tx) => {
      const person = { personId, name, phone, passwordHash };
      const saved = (await insertPerson(tx, person)) || (await updatePerson(tx, person));
      if (!saved) throw new Problem('phone.taken');
      if (passwordHash !== earlier) await endFamiliesOf(tx, personId, 'password_changed');
    });
    return { personId, name };
  }
}
