import { Controller } from '@nestjs/common';
import { Freight, type GetFreightTemplate } from '#contracts/tianjian/catalog/v1/freight_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { DEFAULT_TEMPLATE } from './default-template.js';
import { readLastTemplate, toTemplate } from './freight.sql.js';
import { toTemplateAnswer } from './template-answer.js';

@Controller()
export class GetFreightTemplateHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Freight.method.getTemplate)
  async handle(request: GetFreightTemplate) {
    const companyId = CompanyId.parse(request.companyId);

    const saved = await this.db.ofCompany(companyId, (tx) => readLastTemplate(tx, companyId));

    return saved
      ? toTemplateAnswer(saved.freightTemplateId, toTemplate(saved))
      : toTemplateAnswer('', DEFAULT_TEMPLATE);
  }
}
