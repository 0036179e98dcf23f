import { BlobKey } from '#blobs/blob-key.js';
import type { AskRefund, AskedLine as AskedLineMessage } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { Fen } from '#kernel/fen.js';
import { contentHash } from '#kernel/hash.js';
import { LineId, OrderId, RefundId } from '#kernel/id.js';
import { Quantity } from '#kernel/measures.js';
import { parseText } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';
import type { Asked, AskedLine } from './after-sale.js';

const LINES_MAX = 50;
const PHOTOS_MAX = 9;
export const REASON_MAX = 200;

export interface AskedRefund extends Asked {
  photoKeys: BlobKey[];
  orderId: OrderId;
  refundId: RefundId;
  reason: string;
  contentHash: string;
}

/** From here inwards every id, count and word is known to be one. */
export function parseAsked(request: AskRefund): AskedRefund {
  const content = {
    orderId: OrderId.parse(request.orderId),
    lines: parseLines(request.lines),
    reason: parseText(request.reason, 'reason', { max: REASON_MAX }),
    photoKeys: parsePhotoKeys(request.photoKeys),
  };
  return { ...content, refundId: parseRefundId(request.refundId), contentHash: contentHash(content) };
}

/** A client's own: what we derive (version 8) for stray money can be foretold, and must not be taken beforehand. */
function parseRefundId(value: string): RefundId {
  const refundId = RefundId.parse(value);
  if (refundId.charAt(14) === '8') throw invalid('refundId', 'a UUID of version 4 or 7');
  return refundId;
}

function parseLines(lines: AskedLineMessage[]): AskedLine[] {
  if (lines.length < 1 || lines.length > LINES_MAX) throw invalid('lines', `1 to ${LINES_MAX} lines`);
  const parsed = lines.map((line, at) => parseLine(line, `lines[${at}]`));
  if (new Set(parsed.map(({ lineId }) => lineId)).size < parsed.length) throw invalid('lines', 'each line once');
  return parsed;
}

function parseLine({ lineId, quantity, amountFen }: AskedLineMessage, at: string): AskedLine {
  const id = LineId.parse(lineId, `${at}.lineId`);
  if (quantity !== undefined && amountFen === undefined) {
    return { lineId: id, quantity: Quantity.parse(quantity, `${at}.quantity`) };
  }
  if (quantity === undefined && amountFen !== undefined) {
    return { lineId: id, amountFen: Fen.parsePrice(amountFen, `${at}.amountFen`) };
  }
  throw invalid(at, 'either quantity or amountFen');
}

function parsePhotoKeys(keys: string[]): BlobKey[] {
  if (keys.length > PHOTOS_MAX) throw invalid('photoKeys', `at most ${PHOTOS_MAX} photos`);
  return keys.map((key, at) => BlobKey.parse(key, `photoKeys[${at}]`));
}
