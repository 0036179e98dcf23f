import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { BYTE_ORDER_MARK, lineOf, plainCell, yuanOf } from '#kernel/csv.js';
import type { SoldOrder } from './past-orders.js';

/** A line of an order as the former shop's export says it: all text, by the names in its header. */
export const COLUMNS = {
  order: '主订单编号',
  product: '选购商品',
  spec: '商品规格',
  sku: '商家编码',
  lot: '批次编号',
  pieces: '商品数量',
  price: '商品单价',
  freight: '运费',
  buyer: '买家编号',
  name: '收件人',
  phone: '收件人手机号',
  region: '地区编码',
  detail: '详细地址',
  session: '直播场次编号',
  placedAt: '订单提交时间',
  paidAt: '支付完成时间',
  shippedAt: '发货时间',
  deliveredAt: '签收时间',
  completedAt: '订单完成时间',
  carrier: '快递公司',
  tracking: '快递单号',
} as const;

export type Column = keyof typeof COLUMNS;
export type ExportRow = Record<Column, string>;

const LINES_AT_ONCE = 1_000;
const names = Object.keys(COLUMNS) as Column[];

/** Writes the export, whole or not at all. Returns the hash of what it says. */
export async function writeExport(file: string, orders: Iterable<SoldOrder>): Promise<string> {
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(Readable.from(chunksOf(orders)), hashing, createWriteStream(`${file}.draft`));
  await rename(`${file}.draft`, file);
  return hash.digest('hex');
}

function* chunksOf(orders: Iterable<SoldOrder>): Generator<Buffer> {
  let lines = [BYTE_ORDER_MARK + lineOf(Object.values(COLUMNS))];
  for (const order of orders) {
    for (const row of rowsOf(order)) lines.push(lineOf(names.map((name) => row[name])));
    if (lines.length < LINES_AT_ONCE) continue;
    yield Buffer.from(lines.join(''));
    lines = [];
  }
  yield Buffer.from(lines.join(''));
}

const rowsOf = (order: SoldOrder): ExportRow[] =>
  order.lines.map(({ lot, sku, pieces }) => ({
    order: order.number,
    product: lot.productTitle,
    spec: sku.spec,
    sku: sku.skuId,
    lot: lot.lotId,
    pieces: String(pieces),
    price: yuanOf(sku.priceFen),
    freight: yuanOf(order.freightFen),
    buyer: String(order.buyer),
    name: order.name,
    phone: order.phone,
    region: order.regionCode,
    detail: order.detail,
    session: order.session?.liveSessionId ?? '',
    placedAt: inShanghai(order.placedAt),
    paidAt: inShanghai(order.paidAt),
    shippedAt: inShanghai(order.shippedAt),
    deliveredAt: inShanghai(order.deliveredAt),
    completedAt: inShanghai(order.completedAt),
    carrier: order.carrier,
    tracking: order.trackingNumber,
  }));

/** Reads an export order by order, each with all of its lines, however long it is. */
export async function* readExport(file: string): AsyncGenerator<ExportRow[]> {
  const rows = createReadStream(file).pipe(parse({ bom: true }));
  let places: number[] | undefined;
  let order: ExportRow[] = [];
  for await (const cells of rows as AsyncIterable<string[]>) {
    if (!places) {
      places = placesIn(cells);
      continue;
    }
    const row = rowIn(cells, places);
    if (order[0] && order[0].order !== row.order) {
      yield order;
      order = [];
    }
    order.push(row);
  }
  if (order.length > 0) yield order;
}

function placesIn(header: string[]): number[] {
  return names.map((name) => {
    const place = header.indexOf(COLUMNS[name]);
    if (place < 0) throw new Error(`The export has no column ${COLUMNS[name]}`);
    return place;
  });
}

const rowIn = (cells: string[], places: number[]) =>
  Object.fromEntries(names.map((name, at) => [name, plainCell(cells[places[at] ?? -1] ?? '')])) as ExportRow;

const SHANGHAI_MS = 8 * 3_600_000;

const inShanghai = (moment: Date) =>
  new Date(moment.getTime() + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ');

export const fromShanghai = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`);

/** "129.00", by digits: no float has a say in it. */
export function fenIn(yuan: string): bigint {
  const [, whole, cents] = /^(\d+)\.(\d{2})$/.exec(yuan) ?? [];
  if (!whole || !cents) throw new Error(`${yuan} is no amount`);
  return BigInt(whole) * 100n + BigInt(cents);
}
