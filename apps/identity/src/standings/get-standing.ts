import { Controller } from '@nestjs/common';
import { Standings, type GetStanding } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { PersonId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { StandingDesk } from './standing-desk.js';

@Controller()
export class GetStandingHandler {
  constructor(
    private readonly db: Db,
    private readonly standings: StandingDesk,
  ) {}

  @Rpc(Standings.method.get)
  async handle(request: GetStanding) {
    const personId = PersonId.parse(request.personId);
    const standing = await this.db.single((tx) => this.standings.find(tx, personId));
    if (!standing) throw new Problem('not_found');
    return standing;
  }
}
