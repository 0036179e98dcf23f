import { CompanyId } from '#kernel/id.js';
import { invalid } from '#problems/problem.js';

export interface LedgerAccount {
  companyId: CompanyId;
  /** "payable:farmer:<supplierId>": type, owner, qualifier. */
  account: string;
}

const ACCOUNT = /^[a-z]+(:[a-z0-9-]{1,40}){1,3}$/;

/** One account in the books of one company, in one word: "payable:host@<companyId>". */
export const ledgerAccountId = ({ companyId, account }: LedgerAccount) => `${account}@${companyId}`;

export function parseLedgerAccountId(id: string, field = 'ledgerAccountId'): LedgerAccount {
  const [account = '', company = '', ...more] = id.split('@');
  if (more.length > 0 || !ACCOUNT.test(account)) throw invalid(field, '<account>@<companyId>');
  return { account, companyId: CompanyId.parse(company, field) };
}
