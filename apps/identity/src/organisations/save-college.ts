import { Controller } from '@nestjs/common';
import { Organisations, type SaveCollegeRequest } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { CollegeId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { parseOrganisationName } from './organisation.js';
import { saveCollege } from './organisation.sql.js';

@Controller()
export class SaveCollegeHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Organisations.method.saveCollege)
  async handle(request: SaveCollegeRequest) {
    const collegeId = CollegeId.parse(request.collegeId);
    const name = parseOrganisationName(request.name);
    await this.db.single((tx) => saveCollege(tx, collegeId, name));
    return {};
  }
}
