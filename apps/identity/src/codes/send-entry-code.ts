import { Controller } from '@nestjs/common';
import { Account, type SendEntryCodeRequest } from '#contracts/tianjian/identity/v1/account_pb.js';
import { CodeId } from '#kernel/id.js';
import { parsePhone } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { PhoneSeal } from '../people/phone-seal.js';
import { PhoneCodes } from './phone-codes.js';

@Controller()
export class SendEntryCodeHandler {
  constructor(
    private readonly phones: PhoneSeal,
    private readonly codes: PhoneCodes,
  ) {}

  /** Whose phone it is nobody looks up: whoever asks is sent one. */
  @Rpc(Account.method.sendEntryCode)
  async handle(request: SendEntryCodeRequest) {
    const codeId = CodeId.parse(request.codeId);
    const phone = parsePhone(request.phone, 'phone');
    return this.codes.send({ codeId, phoneIndex: this.phones.indexOf(phone), purpose: 'entry' }, phone);
  }
}
