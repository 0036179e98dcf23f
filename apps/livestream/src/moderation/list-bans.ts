import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import { ChatModeration, type ListChatBans } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { shownEnd } from '../chat/shown.js';
import { listBans } from './moderation.sql.js';

const BANS_MAX = 500;

@Controller()
export class ListBansHandler {
  constructor(private readonly db: Db) {}

  @Rpc(ChatModeration.method.listBans)
  async handle(request: ListChatBans) {
    const companyId = CompanyId.parse(request.companyId);
    const bans = await this.db.ofCompany(companyId, (tx) => listBans(tx, companyId, BANS_MAX));
    return {
      bans: bans.map(({ banId, name, reason, since, until, devices }) => ({
        ...{ banId, name, reason, devices },
        since: timestampFromDate(since),
        until: shownEnd(until),
      })),
    };
  }
}
