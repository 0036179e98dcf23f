import { isDeepStrictEqual } from 'node:util';
import { Controller } from '@nestjs/common';
import { Memberships, type InviteMember } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, InvitationId, MessageId, type PersonId } from '#kernel/id.js';
import { parsePhone } from '#kernel/text.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { parseCompanyRoles } from '../organisations/organisation.js';
import { maskedPhone } from '../people/masked.js';
import { PhoneSeal } from '../people/phone-seal.js';
import { SendTexts } from '../texts/send-texts.js';
import { assertMayInvite, LIFE_DAYS, parseInvitedTerm, textOf, type Invitation } from './invitation.js';
import { toInvitation } from './invitation-view.js';
import { addInvitation, countRecent, findInvitation, type NewInvitation } from './invitations.sql.js';

const DAY_S = 86_400;

@Controller()
export class InviteHandler {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
    private readonly texts: SendTexts,
  ) {}

  @Rpc(Memberships.method.invite)
  async handle(request: InviteMember, caller: Caller) {
    const phone = parsePhone(request.phone, 'phone');
    const wanted = this.parse(request, phone, personOf(caller).personId);

    const invitation = await this.db.transaction(async (tx) => {
      const { count, told } = await countRecent(tx, wanted.companyId, wanted.phoneIndex);
      const earlier = await findInvitation(tx, wanted.invitationId);
      if (earlier) return assertSame(earlier, wanted);

      assertMayInvite(count);
      await addInvitation(tx, wanted);
      const added = await findInvitation(tx, wanted.invitationId);
      if (!added) throw new Problem('not_found');
      const messageId = MessageId.derive('invitation', wanted.companyId, wanted.invitationId);
      const text = textOf(added.companyName);
      // Told to the phone, whether we know whose it is or not; the answer is the same.
      if (!told) await this.texts.add(tx, { messageId, phone, text, lifeS: LIFE_DAYS * DAY_S });
      return added;
    });
    return { invitation: toInvitation(invitation) };
  }

  private parse(request: InviteMember, phone: string, invitedBy: PersonId): NewInvitation {
    return {
      companyId: CompanyId.parse(request.companyId),
      invitationId: InvitationId.parse(request.invitationId),
      phoneIndex: this.phones.indexOf(phone),
      phoneMasked: maskedPhone(phone),
      roles: parseCompanyRoles(request.roles),
      ...parseInvitedTerm(request),
      invitedBy,
    };
  }
}

function assertSame(earlier: Invitation & { phoneIndex: Buffer }, wanted: NewInvitation): Invitation {
  const contentOf = ({ companyId, phoneIndex, roles, startsOn, endsOn }: NewInvitation | typeof earlier) => [
    companyId,
    phoneIndex.toString('hex'),
    roles,
    startsOn,
    endsOn,
  ];
  if (!isDeepStrictEqual(contentOf(earlier), contentOf(wanted))) throw new Problem('request.repeated_differently');
  return earlier;
}
