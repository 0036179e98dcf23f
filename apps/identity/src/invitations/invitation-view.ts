import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { statusOf, type Invitation } from './invitation.js';

export const toInvitation = (invitation: Invitation) => ({
  invitationId: invitation.invitationId,
  companyId: invitation.companyId,
  companyName: invitation.companyName,
  phone: invitation.phoneMasked,
  roles: invitation.roles,
  startsOn: invitation.startsOn ?? '',
  endsOn: invitation.endsOn ?? '',
  status: statusOf(invitation),
  expiresAt: timestampFromDate(invitation.expiresAt),
});
