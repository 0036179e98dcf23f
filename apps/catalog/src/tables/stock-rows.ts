import { LotId, SkuId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';
import { placesOf, RowReader } from './cells.js';
import type { CsvTable } from './csv.js';
import { parseId, parseWhole, type ReadRow } from './product-rows.js';

export const stockColumns = {
  skuId: ['规格编号', 'skuid'],
  lotId: ['批次编号', 'lotid'],
  skuTitle: ['规格名称', 'skutitle'],
  expiresOn: ['保质期至', 'expireson'],
  onHand: ['账面数量', 'onhand'],
  counted: ['盘点数量', 'counted'],
  reason: ['原因', 'reason'],
} as const;

export interface StockRow {
  skuId: SkuId;
  lotId: LotId;
  /** Counted less what the books said when the table was written. */
  difference: number;
  reason: string;
}

const REASON_MAX = 200;
const PIECES_MAX = 1_000_000;

/**
 * What a stock-take found. The difference is what counts, not the count: what was sold between the counting and the
 * applying is not brought back by it. A row that nobody counted says nothing.
 */
export function readStockRows({ header, records }: CsvTable): ReadRow<StockRow>[] {
  const places = placesOf(header, stockColumns, ['skuTitle', 'expiresOn']);
  const seen = new Map<string, number>();
  const counted = records.filter(({ cells }) => (cells[places.counted] ?? '') !== '');
  return counted.map(({ row, cells }) => {
    const reader = new RowReader(stockColumns, places, cells);
    const skuId = reader.read('skuId', (text) => parseId(SkuId, text));
    const lotId = reader.read('lotId', (text) => parseId(LotId, text));
    const onHand = reader.read('onHand', parsePieces);
    const found = reader.read('counted', parsePieces);
    const differs = found !== onHand;
    const reason = reader.read('reason', (text) => parseText(text, '', { max: REASON_MAX, optional: !differs }));

    const earlier = seen.get(`${skuId} ${lotId}`);
    if (earlier !== undefined) reader.fault('skuId', `counted in row ${earlier}`);
    else seen.set(`${skuId} ${lotId}`, row);
    const said = skuId && lotId && onHand !== undefined && found !== undefined && reason !== undefined;
    return { row, content: said ? { skuId, lotId, difference: found - onHand, reason } : null, faults: reader.faults };
  });
}

function parsePieces(text: string): number {
  const pieces = parseWhole(text);
  if (pieces > PIECES_MAX) throw invalid('', `at most ${PIECES_MAX} pieces`);
  return pieces;
}
