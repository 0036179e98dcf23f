import { Controller } from '@nestjs/common';
import { Organisations, type SaveIncubatorRequest } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { CollegeId, IncubatorId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { assertCollege } from './named.sql.js';
import { parseOrganisationName } from './organisation.js';
import { saveIncubator } from './organisation.sql.js';

@Controller()
export class SaveIncubatorHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Organisations.method.saveIncubator)
  async handle(request: SaveIncubatorRequest) {
    const incubatorId = IncubatorId.parse(request.incubatorId);
    const collegeId = CollegeId.parse(request.collegeId);
    const name = parseOrganisationName(request.name);

    await this.db.transaction(async (tx) => {
      await assertCollege(tx, collegeId);
      if (!(await saveIncubator(tx, incubatorId, collegeId, name))) throw new Problem('request.repeated_differently');
    });
    return {};
  }
}
