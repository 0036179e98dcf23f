import { Controller } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { Freight, type SaveFreightTemplate } from '#contracts/tianjian/catalog/v1/freight_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, FreightTemplateId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { lockTemplates, readTemplate, toTemplate, writeTemplate } from './freight.sql.js';
import { parseTerms } from './template.js';
import { toTemplateAnswer } from './template-answer.js';

@Controller()
export class SaveFreightTemplateHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Freight.method.saveTemplate)
  async handle(request: SaveFreightTemplate, caller: Caller) {
    const wanted = {
      companyId: CompanyId.parse(request.companyId),
      freightTemplateId: FreightTemplateId.parseOrNew(request.freightTemplateId),
      terms: parseTerms(request),
    };

    const saved = await this.db.ofCompany(wanted.companyId, async (tx) => {
      await lockTemplates(tx, wanted.companyId);
      const earlier = await readTemplate(tx, wanted.companyId, wanted.freightTemplateId);
      if (earlier) return earlier;
      await writeTemplate(tx, wanted, caller.person?.personId ?? null);
      return readTemplate(tx, wanted.companyId, wanted.freightTemplateId);
    });
    if (!saved) throw new Error(`freight template ${wanted.freightTemplateId} was not written`);
    const { version, ...terms } = toTemplate(saved);
    if (!isDeepStrictEqual(terms, wanted.terms)) throw new Problem('request.repeated_differently');

    return toTemplateAnswer(saved.freightTemplateId, { version, ...terms });
  }
}
