import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { isInForce } from './membership.js';
import type { MemberRow } from './memberships.sql.js';

export const toMember = (row: MemberRow) => ({
  membershipId: row.membershipId,
  person: { personId: row.personId, name: row.name },
  roles: row.roles,
  startsOn: row.startsOn,
  endsOn: row.endsOn ?? '',
  inForce: isInForce(row, row.today),
  ...(row.endedAt ? { endedAt: timestampFromDate(row.endedAt) } : {}),
});
