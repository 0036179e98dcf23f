import { parseCode } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';

// One of each payer off goods, and one off freight: more never stack.
const CODES_MAX = 4;

/** The codes a buyer gave, as they stand in the table; sorted, for their order says nothing. */
export function parseCouponCodes(codes: readonly string[]): string[] {
  if (codes.length > CODES_MAX) throw invalid('couponCodes', `at most ${CODES_MAX}`);
  const parsed = codes.map((code, at) => parseCode(code, `couponCodes[${at}]`)).sort();
  if (new Set(parsed).size < parsed.length) throw invalid('couponCodes', 'each once');
  return parsed;
}
