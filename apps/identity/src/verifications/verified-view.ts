import { Verification_State } from '#contracts/tianjian/identity/v1/verifications_pb.js';
import { stateOf } from './verification.js';
import type { VerifiedPerson } from './verification.sql.js';

export const toVerification = ({ personId, name, verifiedOn, validUntil, today }: VerifiedPerson) => ({
  person: { personId, name },
  state: Verification_State[stateOf(validUntil, today)],
  verifiedOn: verifiedOn ?? '',
  validUntil: validUntil ?? '',
});
