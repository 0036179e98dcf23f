import { PersonId, type AccountId, type CompanyId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';

export interface Account {
  companyId: CompanyId;
  accountId: AccountId;
  platform: string;
  name: string;
}

const PLATFORM_MAX = 20;
const NAME_MAX = 60;
const OPERATORS_MAX = 100;

export const parsePlatform = (platform: string) => parseText(platform, 'platform', { max: PLATFORM_MAX });
export const parseAccountName = (name: string) => parseText(name, 'name', { max: NAME_MAX });

export function parseOperators(personIds: string[]): PersonId[] {
  if (personIds.length > OPERATORS_MAX) throw invalid('personIds', `at most ${OPERATORS_MAX}`);
  return [...new Set(personIds.map((personId) => PersonId.parse(personId, 'personIds')))];
}
