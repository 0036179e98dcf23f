import type { PersonId } from '#kernel/id.js';
import { maskedPhone } from '../people/masked.js';

export interface AccountRow {
  personId: PersonId;
  name: string;
  phoneProved: boolean;
  secondFactor: boolean;
  recoveryCodesLeft: number;
}

/** What a person sees of their own account. The number itself they know. */
export const toAccount = ({ personId, name, ...rest }: AccountRow, phone: string) => ({
  person: { personId, name },
  phone: maskedPhone(phone),
  phoneProved: rest.phoneProved,
  secondFactor: rest.secondFactor,
  recoveryCodesLeft: rest.recoveryCodesLeft,
});
