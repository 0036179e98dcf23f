import { Controller } from '@nestjs/common';
import { Auth, type SignOutRequest } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { Rpc } from '#messaging/rpc.js';
import { endFamilyOfToken } from './refresh-token.sql.js';

@Controller()
export class SignOutHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Auth.method.signOut)
  async handle(request: SignOutRequest) {
    await this.db.single((tx) => endFamilyOfToken(tx, request.refreshToken, 'signed_out'));
    return {};
  }
}
