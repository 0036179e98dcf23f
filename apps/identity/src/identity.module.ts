import { Module } from '@nestjs/common';
import { FoundCompanyHandler } from './organisations/found-company.js';
import { SaveCollegeHandler } from './organisations/save-college.js';
import { SaveIncubatorHandler } from './organisations/save-incubator.js';
import { SaveMandateHandler } from './organisations/save-mandate.js';
import { SaveMembershipHandler } from './organisations/save-membership.js';
import { Passwords } from './people/passwords.js';
import { PhoneSeal } from './people/phone-seal.js';
import { SavePersonHandler } from './people/save-person.js';
import { SignUpHandler } from './people/sign-up.js';
import { AccessTokens } from './sign-in/access-tokens.js';
import { ForgetOldSignIns } from './sign-in/forget-old-sign-ins.js';
import { RefreshHandler } from './sign-in/refresh.js';
import { SignInHandler } from './sign-in/sign-in.js';
import { SignOutHandler } from './sign-in/sign-out.js';
import { EverMemberHandler } from './standings/ever-member.js';
import { GetStandingHandler } from './standings/get-standing.js';
import { MeHandler } from './standings/me.js';

// In the order of proto/tianjian/identity/v1/identity.proto.
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
    SavePersonHandler,
    SaveMembershipHandler,
    SaveMandateHandler,
  ],
  providers: [PhoneSeal, Passwords, AccessTokens, ForgetOldSignIns],
})
export class IdentityModule {}
