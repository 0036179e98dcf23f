import { SkuId } from '#kernel/id.js';
import { Quantity } from '#kernel/measures.js';
import { invalid } from '#problems/problem.js';

export interface Line {
  skuId: SkuId;
  quantity: Quantity;
}

const LINES_MAX = 50;

/** Two lines for one SKU are one promise; judged apart, both could fit where their sum does not. */
export function parseLines(lines: readonly { skuId: string; quantity: number }[]): Line[] {
  if (lines.length < 1 || lines.length > LINES_MAX) throw invalid('lines', `1 to ${LINES_MAX} lines`);
  const total = new Map<SkuId, number>();
  lines.forEach((line, at) => {
    const skuId = SkuId.parse(line.skuId, `lines[${at}].skuId`);
    const quantity = Quantity.parse(line.quantity, `lines[${at}].quantity`);
    total.set(skuId, (total.get(skuId) ?? 0) + quantity);
  });
  return [...total].map(([skuId, quantity]) => ({ skuId, quantity: Quantity.parse(quantity, 'lines.quantity') }));
}
