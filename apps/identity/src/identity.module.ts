import { Module } from '@nestjs/common';
import { GetAccountHandler } from './account/get-account.js';
import { AddressSeal } from './addresses/address-seal.js';
import { ListAddressesHandler } from './addresses/list-addresses.js';
import { RemoveAddressHandler } from './addresses/remove-address.js';
import { SaveAddressHandler } from './addresses/save-address.js';
import { EnterHandler } from './codes/enter.js';
import { PhoneCodes } from './codes/phone-codes.js';
import { ProvePhoneHandler } from './codes/prove-phone.js';
import { ResetPasswordHandler } from './codes/reset-password.js';
import { SendEntryCodeHandler } from './codes/send-entry-code.js';
import { SendProofCodeHandler } from './codes/send-proof-code.js';
import { SendResetCodeHandler } from './codes/send-reset-code.js';
import { AcceptHandler } from './invitations/accept.js';
import { DeclineHandler } from './invitations/decline.js';
import { InviteHandler } from './invitations/invite.js';
import { ListCompanyInvitationsHandler } from './invitations/list-company-invitations.js';
import { ListMyInvitationsHandler } from './invitations/list-my-invitations.js';
import { WithdrawHandler } from './invitations/withdraw.js';
import { ChangeMembershipHandler } from './memberships/change-membership.js';
import { EndMembershipHandler } from './memberships/end-membership.js';
import { ListMembersHandler } from './memberships/list-members.js';
import { SendNoticesHandler } from './notices/send-notices.js';
import { FoundCompanyHandler } from './organisations/found-company.js';
import { GetShopHandler } from './organisations/get-shop.js';
import { SaveCollegeHandler } from './organisations/save-college.js';
import { SaveIncubatorHandler } from './organisations/save-incubator.js';
import { SaveMandateHandler } from './organisations/save-mandate.js';
import { SaveMembershipHandler } from './organisations/save-membership.js';
import { Envelope } from './people/envelope.js';
import { Passwords } from './people/passwords.js';
import { PhoneSeal } from './people/phone-seal.js';
import { SavePersonHandler } from './people/save-person.js';
import { SignUpHandler } from './people/sign-up.js';
import { ConfirmFactorHandler } from './second-factor/confirm.js';
import { EnrolFactorHandler } from './second-factor/enrol.js';
import { RemoveFactorHandler } from './second-factor/remove.js';
import { SecondFactors } from './second-factor/second-factors.js';
import { AccessTokens } from './sign-in/access-tokens.js';
import { ForgetOldSignIns } from './sign-in/forget-old-sign-ins.js';
import { PasswordCheck } from './sign-in/password-check.js';
import { RefreshHandler } from './sign-in/refresh.js';
import { SignInHandler } from './sign-in/sign-in.js';
import { SignOutHandler } from './sign-in/sign-out.js';
import { EverMemberHandler } from './standings/ever-member.js';
import { GetStandingHandler } from './standings/get-standing.js';
import { MeHandler } from './standings/me.js';
import { StandingDesk } from './standings/standing-desk.js';
import { SendTexts } from './texts/send-texts.js';
import { SmsFile } from './texts/sms-file.js';
import { Sms } from './texts/sms.js';
import { ConfirmPersonHandler } from './verifications/confirm-person.js';
import { GetVerificationHandler } from './verifications/get-verification.js';
import { ListVerificationsHandler } from './verifications/list-verifications.js';
import { WarnOfEndings } from './verifications/warn-of-endings.js';

// In the order of proto/tianjian/identity/v1: identity, account, memberships, notices, verifications.
@Module({
  controllers: [
    SignUpHandler,
    SignInHandler,
    RefreshHandler,
    SignOutHandler,
    MeHandler,

    GetStandingHandler,
    EverMemberHandler,

    SaveCollegeHandler,
    SaveIncubatorHandler,
    FoundCompanyHandler,
    GetShopHandler,
    SavePersonHandler,
    SaveMembershipHandler,
    SaveMandateHandler,

    GetAccountHandler,
    SendProofCodeHandler,
    ProvePhoneHandler,
    SendResetCodeHandler,
    ResetPasswordHandler,
    SendEntryCodeHandler,
    EnterHandler,

    ListAddressesHandler,
    SaveAddressHandler,
    RemoveAddressHandler,

    EnrolFactorHandler,
    ConfirmFactorHandler,
    RemoveFactorHandler,

    InviteHandler,
    ListCompanyInvitationsHandler,
    WithdrawHandler,
    ListMyInvitationsHandler,
    AcceptHandler,
    DeclineHandler,
    ListMembersHandler,
    EndMembershipHandler,
    ChangeMembershipHandler,

    SendNoticesHandler,

    ConfirmPersonHandler,
    ListVerificationsHandler,
    GetVerificationHandler,
  ],
  providers: [
    ...[AccessTokens, Envelope, PasswordCheck, Passwords, PhoneSeal, StandingDesk, ForgetOldSignIns],
    ...[AddressSeal, PhoneCodes, SecondFactors],
    ...[WarnOfEndings, SendTexts, { provide: Sms, useClass: SmsFile }],
  ],
})
export class IdentityModule {}
