import { Controller } from '@nestjs/common';
import { Account, type SendResetCodeRequest } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Db } from '#database/db.js';
import { CodeId } from '#kernel/id.js';
import { parsePhone } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { PhoneSeal } from '../people/phone-seal.js';
import { isTaken } from '../people/person.sql.js';
import { PhoneCodes } from './phone-codes.js';

@Controller()
export class SendResetCodeHandler {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
    private readonly codes: PhoneCodes,
  ) {}

  @Rpc(Account.method.sendResetCode)
  async handle(request: SendResetCodeRequest) {
    const codeId = CodeId.parse(request.codeId);
    const phone = parsePhone(request.phone, 'phone');
    const phoneIndex = this.phones.indexOf(phone);
    const known = await this.db.single((tx) => isTaken(tx, phoneIndex));
    return this.codes.send({ codeId, phoneIndex, purpose: 'reset' }, known ? phone : '');
  }
}
