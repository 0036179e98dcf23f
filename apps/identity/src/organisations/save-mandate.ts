import { Controller } from '@nestjs/common';
import { Organisations, type SaveMandateRequest } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { IncubatorId, MandateId, PersonId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { assertIncubator, assertPerson } from './named.sql.js';
import { parseMandateRole, parseTerm } from './organisation.js';
import { saveMandate, type Mandate } from './organisation.sql.js';

@Controller()
export class SaveMandateHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Organisations.method.saveMandate)
  async handle(request: SaveMandateRequest) {
    const mandate = parse(request);
    await this.db.transaction(async (tx) => {
      await assertPerson(tx, mandate.personId);
      await assertIncubator(tx, mandate.incubatorId);
      if (!(await saveMandate(tx, mandate))) throw new Problem('request.repeated_differently');
    });
    return {};
  }
}

const parse = (request: SaveMandateRequest): Mandate => ({
  mandateId: MandateId.parse(request.mandateId),
  personId: PersonId.parse(request.personId),
  incubatorId: IncubatorId.parse(request.incubatorId),
  role: parseMandateRole(request.role),
  ...parseTerm(request),
});
