import { Controller } from '@nestjs/common';
import { Auth, type MeRequest } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { StandingDesk } from './standing-desk.js';

@Controller()
export class MeHandler {
  constructor(
    private readonly db: Db,
    private readonly standings: StandingDesk,
  ) {}

  @Rpc(Auth.method.me)
  async handle(_: MeRequest, caller: Caller) {
    const { personId } = personOf(caller);
    const standing = await this.db.single((tx) => this.standings.find(tx, personId));
    if (!standing) throw new Problem('auth.required');
    return standing;
  }
}
