import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { BlobKey } from '#blobs/blob-key.js';
import { readWhole } from '#blobs/blobs.js';
import { FolderBlobs } from '#blobs/folder-blobs.js';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { TableKind, Tables } from '#contracts/tianjian/catalog/v1/tables_pb.js';
import { CompanyId, ImportId, PersonId } from '#kernel/id.js';
import { asPerson, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { settings } from '../config.js';
import { checkoutOf, Farm, times } from '../given.js';

const catalog = runningService('catalog', CatalogModule, { settings });
const farm = new Farm(catalog);

const personId = PersonId.new();
const seller = asPerson({ personId, memberships: [], mandates: [] });
const blobs = () => new FolderBlobs(catalog.blobFolder);

async function upload(bytes: Buffer | string): Promise<BlobKey> {
  const key = BlobKey.new('upload');
  const file = { type: 'text/csv', maxBytes: 20 << 20, ownerId: personId };
  await blobs().put(key, Readable.from([Buffer.from(bytes as Buffer)]), file);
  return key;
}

/** As a Chinese spreadsheet saves it: characters of GB18030 that UTF-8 knows nothing of. */
const gbk = (text: string) => execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: text });

const HEADER = '商品名称,类目,规格名称,价格(元),净重(克),毛重(克),采购方式,退货类别';
const rowOf = (
  title: string,
  sku: string,
  more: Partial<Record<'price' | 'netG' | 'category' | 'kind', string>> = {},
) =>
  [
    title,
    more.category ?? '粮油',
    sku,
    more.price ?? '25.00',
    more.netG ?? '500',
    '600',
    more.kind ?? '代销',
    '加工',
  ].join(',');
const tableOf = (rows: string[], header = HEADER) => [header, ...rows, ''].join('\r\n');

async function shop(): Promise<CompanyId> {
  const found = await catalog.sql(`SELECT FROM category WHERE name = '粮油'`);
  if (found.length === 0) await farm.category('粮油');
  return CompanyId.new();
}

interface Asked {
  companyId: CompanyId;
  importId?: ImportId;
  kind?: TableKind;
}

async function preview(
  bytes: Buffer | string,
  { kind = TableKind.PRODUCTS, importId = ImportId.new(), companyId }: Asked,
) {
  const blobKey = await upload(bytes);
  return catalog.call(Tables.method.preview, { companyId, importId, kind, blobKey }, seller);
}
const apply = (companyId: CompanyId, importId: string) =>
  catalog.call(Tables.method.apply, { companyId, importId }, seller);

async function applied(bytes: Buffer | string, asked: Asked) {
  const { import: read, faults } = await preview(bytes, asked);
  expect(faults).toEqual([]);
  return apply(asked.companyId, read!.importId);
}

const products = async (companyId: CompanyId) =>
  (await catalog.call(Products.method.list, { companyId, pageSize: 100 })).products;
const skus = (companyId: CompanyId) =>
  catalog.sql<{ title: string; price_fen: string; net_g: number }>(
    'SELECT title, price_fen, net_g FROM sku WHERE company_id = $1 ORDER BY price_fen, title',
    [companyId],
  );

async function exported(companyId: CompanyId, kind: TableKind): Promise<string> {
  const { url } = await catalog.call(Tables.method.export, { companyId, kind }, seller);
  const key = BlobKey.parse(url.replace('/api/blobs/', '').replace(/\?.*/, ''));
  return (await readWhole(blobs(), key))!.toString();
}

describe('A table of products', () => {
  it.each([
    ['in UTF-8', (text: string) => Buffer.from(text), 'UTF-8'],
    ['in UTF-8 with the mark that spreadsheets put before it', (text: string) => Buffer.from(`\ufeff${text}`), 'UTF-8'],
    ['in GBK, as Chinese spreadsheets save it', gbk, 'GB18030'],
    ['with a rare character of GB18030', (text: string) => gbk(text.replaceAll('宽粉', '𫚉粉')), 'GB18030'],
  ])('is read %s', async (_, encode, encoding) => {
    const companyId = await shop();
    const table = tableOf([
      rowOf('定西宽粉', '500 克', { price: '"￥1,025.5"' }),
      rowOf('定西宽粉', '1 千克', { price: '40' }),
    ]);

    const answer = await preview(encode(table), { companyId });

    expect(answer).toMatchObject({ import: { encoding, rows: 2, faultyRows: 0 }, faults: [] });
    expect(await products(companyId)).toEqual([]);
    await apply(companyId, answer.import!.importId);
    expect(await products(companyId)).toMatchObject([{ title: expect.stringMatching('粉'), priceFromFen: 4_000n }]);
    expect(await skus(companyId)).toMatchObject([{ price_fen: 4_000n }, { price_fen: 102_550n, title: '500 克' }]);
  });

  it('of 10,000 rows in GB18030 of which 7 are wrong names the seven and changes nothing; mended, it is there as a whole', async () => {
    const companyId = await shop();
    const wrong: Record<number, [string, string]> = {
      2: [rowOf('', '规格'), '商品名称'],
      17: [rowOf('商品 17', '规格', { price: '25.005' }), '价格(元)'],
      500: [rowOf('商品 500', '规格', { price: '免费' }), '价格(元)'],
      501: [rowOf('商品 501', '规格', { netG: '0.5' }), '净重(克)'],
      5_000: [rowOf('商品 5000', '规格', { category: '没有的类目' }), '类目'],
      9_999: [rowOf('商品 9999', '规格', { kind: '白送' }), '采购方式'],
      10_001: [rowOf('商品 10000', '规格'), '规格编号'],
    };
    const right = times(10_000, (at) => rowOf(`商品 ${at + 2}`, '规格', { price: String(1 + (at % 90)) }));
    const faulty = right.map((row, at) => wrong[at + 2]?.[0] ?? row);

    const { import: read, faults } = await preview(gbk(tableOf(faulty)), { companyId });

    expect(read).toMatchObject({ encoding: 'GB18030', rows: 10_000, faultyRows: 7 });
    expect(faults.map(({ row, column }) => [row, column])).toEqual(
      Object.entries(wrong).map(([row, [, column]]) => [Number(row), column]),
    );
    await expect(apply(companyId, read!.importId)).rejects.toMatchObject({
      code: 'import.has_faults',
      details: { faultyRows: 7 },
    });
    expect(await catalog.sql('SELECT FROM product WHERE company_id = $1', [companyId])).toEqual([]);

    const looks: number[] = [];
    const mended = await preview(gbk(tableOf(right)), { companyId });
    const done = apply(companyId, mended.import!.importId).then(() => (looks.push(-1), undefined));
    while (looks.at(-1) !== -1) {
      const [row] = await catalog.sql<{ count: number }>(
        'SELECT count(*)::int AS count FROM sku WHERE company_id = $1',
        [companyId],
      );
      if (looks.at(-1) !== -1) looks.push(row!.count);
    }
    await done;

    expect(looks.every((count) => [-1, 0, 10_000].includes(count))).toBe(true);
    expect(await catalog.sql('SELECT FROM sku WHERE company_id = $1', [companyId])).toHaveLength(10_000);
  });

  it('whose ids a spreadsheet ruined is refused, row by row', async () => {
    const companyId = await shop();
    const table = tableOf(
      [`1.23457E+17,${rowOf('苹果', '一箱')}`, `不是编号,${rowOf('百合', '一袋')}`],
      `商品编号,${HEADER}`,
    );

    const { faults } = await preview(table, { companyId });

    expect(faults).toMatchObject([
      { row: 2, column: '商品编号', reason: 'ruined by a spreadsheet: format the column as text' },
      { row: 3, column: '商品编号', reason: 'a UUID' },
    ]);
  });

  it('is applied once, however often it is asked for, and not again under another id', async () => {
    const [companyId, importId] = [await shop(), ImportId.new()];
    const table = tableOf([rowOf('苹果', '一箱'), rowOf('百合', '一袋')]);
    await preview(table, { companyId, importId });
    const twin = await preview(table, { companyId });

    const answers = await Promise.allSettled([
      ...times(4, () => apply(companyId, importId)),
      apply(companyId, twin.import!.importId),
    ]);
    const [first, ...others] = await catalog.sql<{ import_id: string }>(
      'SELECT import_id FROM import WHERE company_id = $1 AND applied_at IS NOT NULL',
      [companyId],
    );

    expect(others).toEqual([]);
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'import.applied_before' });
    }
    expect(await products(companyId)).toHaveLength(2);
    const late = await preview(table, { companyId });
    await expect(apply(companyId, late.import!.importId)).rejects.toMatchObject({
      code: 'import.applied_before',
      details: { importId: first!.import_id },
    });
  });

  it('goes out and comes in again as the same, changed only where somebody changed it', async () => {
    const companyId = await shop();
    await applied(tableOf([rowOf('"苹果, 特级 ""红"""', '一箱'), rowOf('百合', '一袋', { price: '30' })]), {
      companyId,
    });
    const table = await exported(companyId, TableKind.PRODUCTS);

    expect(table.startsWith('\ufeff商品编号,')).toBe(true);
    await applied(table.replace(',30.00,', ',32.50,'), { companyId });

    expect(await products(companyId)).toHaveLength(2);
    expect(await skus(companyId)).toMatchObject([{ price_fen: 2_500n }, { price_fen: 3_250n }]);
    expect((await products(companyId)).map(({ title }) => title).sort()).toEqual(['百合', '苹果, 特级 "红"']);
  });

  it('says of each SKU whether it is sold by weight, and leaves it where the column is missing', async () => {
    const companyId = await shop();
    const overs = async () =>
      (
        await catalog.sql<{ max_over_bp: number | null }>(
          'SELECT max_over_bp FROM sku WHERE company_id = $1 ORDER BY title',
          [companyId],
        )
      ).map((sku) => sku.max_over_bp);
    const rows = ['10', '7.5%', ''].map((over, at) => `${rowOf('西瓜', `规格 ${at}`)},${over}`);
    await applied(tableOf(rows, `${HEADER},称重最多超出(%)`), { companyId });
    expect(await overs()).toEqual([1_000, 750, null]);

    const table = await exported(companyId, TableKind.PRODUCTS);
    expect(table).toMatch(/,7\.5\r\n/);
    const withoutIt = table.replace(/,[^,\r]*\r\n/g, '\r\n');
    await applied(withoutIt.replaceAll(',25.00,', ',26.00,'), { companyId });
    expect(await overs()).toEqual([1_000, 750, null]);
    await applied(table.replace(/,7\.5\r\n/, ',\r\n'), { companyId });
    expect(await overs()).toEqual([1_000, null, null]);

    const wrong = ['51', '1.234', '-1'].map((over, at) => `${rowOf('西瓜', `规格 ${at}`)},${over}`);
    const { faults } = await preview(tableOf(wrong, `${HEADER},称重最多超出(%)`), { companyId });
    expect(faults.map(({ row, column }) => [row, column])).toEqual([2, 3, 4].map((row) => [row, '称重最多超出(%)']));
  });

  it('runs nothing in a spreadsheet, and comes back as it was', async () => {
    const companyId = await shop();
    const evil = ['=HYPERLINK("http://evil")', '+1', '-1', '@SUM(A1)', "'quoted"];
    for (const title of evil) {
      const productId = await farm.product(companyId, title);
      await farm.sku({ companyId, productId, title: '规格' });
    }

    const table = await exported(companyId, TableKind.PRODUCTS);
    await applied(table.replaceAll(',25.00,', ',26.00,'), { companyId });

    expect(table).not.toMatch(/(^|,)"?[=+\-@]/m);
    expect((await products(companyId)).map(({ title }) => title).sort()).toEqual([...evil].sort());
  });

  it('changes nothing at all where one row became wrong between the reading and the applying', async () => {
    const goods = await farm.stocked([5]);
    const table = await exported(goods.companyId, TableKind.PRODUCTS);
    const fresh = await farm.sku({ companyId: goods.companyId, productId: goods.productId, title: '新规格' });
    const later = (await exported(goods.companyId, TableKind.PRODUCTS)).replaceAll(',25.00,', ',26.00,');
    const { import: read, faults } = await preview(
      later.replace(new RegExp(`(${fresh.skuId},新规格,26.00),500,`), '$1,400,'),
      { companyId: goods.companyId },
    );
    expect(faults).toEqual([]);
    await farm.pack(fresh, goods.lotIds[0]!, 1);

    await expect(apply(goods.companyId, read!.importId)).rejects.toMatchObject({ code: 'import.has_faults' });

    expect((await skus(goods.companyId)).map((sku) => sku.price_fen)).toEqual([2_500n, 2_500n]);
    const { faults: now } = await catalog.call(
      Tables.method.get,
      { companyId: goods.companyId, importId: read!.importId },
      seller,
    );
    expect(now).toMatchObject([{ reason: expect.stringMatching('packed') }]);
    expect(table).toContain(goods.skuId);
  });

  it('touches nobody else’s products', async () => {
    const [companyId, theirs] = [await shop(), await farm.sku()];

    const { faults } = await preview(
      tableOf([`${theirs.productId},${theirs.skuId},${rowOf('我的', '规格')}`], `商品编号,规格编号,${HEADER}`),
      { companyId },
    );

    expect(faults).toMatchObject([
      { row: 2, column: '商品编号', reason: 'no product of yours' },
      { row: 2, column: '规格编号', reason: 'no SKU of yours' },
    ]);
    const importId = ImportId.new();
    await preview(tableOf([rowOf('苹果', '一箱')]), { companyId, importId });
    const looked = catalog.call(Tables.method.get, { companyId: theirs.companyId, importId }, seller);
    await expect(looked).rejects.toMatchObject({ code: 'not_found' });
    await expect(apply(theirs.companyId, importId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('says all that is wrong with a row, and where two rows contradict each other', async () => {
    const companyId = await shop();
    const table = tableOf([
      rowOf('苹果', '一箱', { price: '0', netG: '' }),
      rowOf('百合', '一袋'),
      rowOf('百合', '一袋'),
    ]);

    const { faults } = await preview(table, { companyId });

    expect(faults.map(({ row, column }) => [row, column])).toEqual([
      [2, '价格(元)'],
      [2, '净重(克)'],
      [4, '规格编号'],
    ]);
  });

  it.each([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0xff, 0xff])],
    ['nothing', ''],
    ['a header alone', HEADER],
    ['no column of prices', '商品名称,类目\r\n苹果,粮油\r\n'],
    ['10,001 rows', tableOf(times(10_001, () => 'x'))],
    ['a quote that never ends', `${HEADER}\r\n"苹果,粮油\r\n`],
  ])('that is %s is refused as a whole', async (_, bytes) => {
    await expect(preview(bytes, { companyId: await shop() })).rejects.toMatchObject({
      code: 'table.unreadable',
      details: { reason: expect.any(String) },
    });
  });
});

describe('A stock-take', () => {
  const counted = async (companyId: CompanyId, mark: (line: string) => string) =>
    (await exported(companyId, TableKind.STOCK)).split('\r\n').map(mark).join('\r\n');
  const count =
    (pieces: number, reason = '受潮') =>
    (line: string) =>
      line.replace(/,,$/, `,${pieces},${reason}`);

  it('enters the difference with its reason, and does not bring back what was sold since the counting', async () => {
    const goods = await farm.stocked([10]);
    const table = await counted(goods.companyId, count(9));
    await farm.hold(checkoutOf([[goods, 3]]));

    await applied(table, { companyId: goods.companyId, kind: TableKind.STOCK });

    expect(await farm.stock(goods)).toMatchObject({ onHand: 9, held: 3, available: 6 });
    expect(
      await catalog.sql(
        `SELECT pieces, reason, kind, moved_by FROM movement WHERE company_id = $1 AND kind <> 'packed'`,
        [goods.companyId],
      ),
    ).toEqual([{ pieces: -1, reason: '盘点：受潮', kind: 'written_off', moved_by: personId }]);
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('takes nothing that is promised, finds no more than was written off, and wants a reason', async () => {
    const goods = await farm.stocked([10, 10, 10]);
    const { companyId } = goods;
    await farm.hold(checkoutOf([[goods, 8]]));
    const marks = new Map(goods.lotIds.map((lotId, at) => [lotId as string, [count(5), count(11), count(9, '')][at]!]));
    const table = await counted(companyId, (line) => (marks.get(line.split(',')[1] ?? '') ?? ((same) => same))(line));

    const { import: read, faults } = await preview(table, { companyId, kind: TableKind.STOCK });

    expect(faults.map(({ column }) => column).sort()).toEqual(['原因', '盘点数量', '盘点数量'].sort());
    await expect(apply(companyId, read!.importId)).rejects.toMatchObject({ code: 'import.has_faults' });
    expect(await farm.stock(goods)).toMatchObject({ onHand: 30 });
  });

  it('says nothing of what nobody counted', async () => {
    const goods = await farm.stocked([10, 10]);
    const [first] = goods.lotIds;
    const table = await counted(goods.companyId, (line) => (line.includes(first!) ? count(8)(line) : line));

    await applied(table, { companyId: goods.companyId, kind: TableKind.STOCK });

    expect(await farm.stock(goods)).toMatchObject({ onHand: 18 });
  });
});
