import { Controller } from '@nestjs/common';
import { Memberships, type ListMembers } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { toMember } from './member-view.js';
import { pageOfMembers } from './memberships.sql.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

@Controller()
export class ListMembersHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Memberships.method.list)
  async handle(request: ListMembers) {
    const companyId = CompanyId.parse(request.companyId);
    const limit = parsePageSize(request.pageSize);
    const [after = null] = PageToken.parse(request.pageToken, [UUID]) ?? [];

    const rows = await this.db.single((tx) => pageOfMembers(tx, companyId, after, limit));

    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { members: rows.map(toMember), nextPageToken: last ? PageToken.of(last.membershipId) : '' };
  }
}
