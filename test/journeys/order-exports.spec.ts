import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { BlobKey } from '#blobs/blob-key.js';
import { readWhole } from '#blobs/blobs.js';
import { FolderBlobs } from '#blobs/folder-blobs.js';
import { OrderExport_Status as Status, OrderExports } from '#contracts/tianjian/orders/v1/exports_pb.js';
import { Order_Status } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { CompanyId, ExportId, PersonId } from '#kernel/id.js';
import { eventually } from '#testing/running-service.js';
import { OPEN_MAX, TRIES_MAX } from '../../apps/orders/src/exports/order-export.js';
import { ForgetExports } from '../../apps/orders/src/exports/forget-exports.js';
import { ADDRESS, checkoutOf, openTill, signedIn, type Goods } from './till.js';

const till = openTill();

function sellerOf(companyId: CompanyId, personId = PersonId.new()) {
  return { personId, token: signedIn({ personId, memberships: [{ companyId, roles: ['seller'] }] }) };
}

const mentorOf = (companyId: CompanyId) =>
  signedIn({ mandates: [{ incubatorId: CompanyId.new() as never, role: 'mentor', companyIds: [companyId] }] });

type Asked = { companyId: CompanyId; exportId: ExportId; addresses?: boolean; status?: Order_Status };

const begin = async (asked: Asked, token: string) =>
  (await till.orders.call(OrderExports.method.begin, asked, token)).orderExport!;

const look = async ({ companyId, exportId }: Asked, token: string) =>
  (await till.orders.call(OrderExports.method.get, { companyId, exportId }, token)).orderExport!;

const done = (asked: Asked, token: string) =>
  eventually(async () => {
    const found = await look(asked, token);
    return found.status === Status.DONE ? found : undefined;
  });

const keyIn = (url: string) => BlobKey.parse(url.slice('/api/blobs/'.length, url.indexOf('?')));
const fileAt = (url: string) => readWhole(new FolderBlobs(till.orders.blobFolder), keyIn(url));

async function tableAt(url: string): Promise<Record<string, string>[]> {
  return parse((await fileAt(url))!, { bom: true, columns: true }) as Record<string, string>[];
}

const bought = (goods: Goods, quantity: number) => till.placed(goods, quantity);

describe('A table of orders', () => {
  it('has a row for each line under Chinese headings, newest order first, and tells how far it is', async () => {
    const goods = await till.stocked([50]);
    const orders = [await bought(goods, 1), await bought(goods, 2)];
    const asked = { companyId: goods.companyId, exportId: ExportId.new() };
    const { token: seller } = sellerOf(goods.companyId);

    expect(await begin(asked, seller)).toMatchObject({ status: Status.QUEUED, url: '' });
    const { url, rowsDone, rowsTotal, expiresAt } = await done(asked, seller);

    expect([rowsDone, rowsTotal]).toEqual([2, 2]);
    expect(Number(expiresAt!.seconds) * 1_000 - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    const bytes = (await fileAt(url))!;
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const rows = await tableAt(url);
    expect(rows.map((row) => row['订单编号'])).toEqual(orders.map(({ order }) => order.orderId).reverse());
    expect(rows[0]).toMatchObject({ 订单状态: '待支付', 数量: '2', 地区编码: ADDRESS.regionCode });
    expect(Object.keys(rows[0]!)).not.toContain('手机号');
  });

  it('has no cell that a spreadsheet would run', async () => {
    const goods = await till.stocked([50], { title: '=HYPERLINK("http://x","领奖")' });
    await till.place(
      { ...checkoutOf([goods, 1]), shippingAddress: { ...ADDRESS, name: '@SUM(A1)', detail: '+86, "路"' } },
      signedIn(),
    );
    const asked = { companyId: goods.companyId, exportId: ExportId.new(), addresses: true };
    const { token: seller } = sellerOf(goods.companyId);
    await begin(asked, seller);

    const [row] = await tableAt((await done(asked, seller)).url);

    expect(row).toMatchObject({ 商品: `'=HYPERLINK("http://x","领奖")`, 收件人: "'@SUM(A1)", 详细地址: `'+86, "路"` });
  });

  it('tells addresses to sellers only, and writes every look down', async () => {
    const goods = await till.stocked([50]);
    const { order } = await bought(goods, 1);
    const { token: seller, personId } = sellerOf(goods.companyId);
    const asked = { companyId: goods.companyId, exportId: ExportId.new(), addresses: true };

    await expect(begin(asked, mentorOf(goods.companyId))).rejects.toMatchObject({ code: 'access.denied' });
    await begin(asked, seller);

    const [row] = await tableAt((await done(asked, seller)).url);
    expect(row).toMatchObject({ 收件人: ADDRESS.name, 手机号: ADDRESS.phone, 详细地址: ADDRESS.detail });
    const looks = await till.orders.sql(
      `SELECT person_id, place FROM address_look WHERE company_id = $1 AND order_id = $2`,
      [goods.companyId, order.orderId],
    );
    expect(looks).toEqual([{ person_id: personId, place: 'export' }]);
  });

  it('asked for twice is one, and is not handed to a colleague or another company', async () => {
    const goods = await till.stocked([50]);
    await bought(goods, 1);
    const asked = { companyId: goods.companyId, exportId: ExportId.new() };
    const { token: seller } = sellerOf(goods.companyId);

    await begin(asked, seller);
    await done(asked, seller);

    expect(await begin(asked, seller)).toMatchObject({ status: Status.DONE, rowsDone: 1 });
    await expect(begin({ ...asked, status: Order_Status.PAID }, seller)).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
    await expect(look(asked, sellerOf(goods.companyId).token)).rejects.toMatchObject({ code: 'not_found' });
    await expect(look({ ...asked, companyId: CompanyId.new() }, seller)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('whose worker was killed is begun anew by another, and what the dead one wrote counts for nothing', async () => {
    const goods = await till.stocked([50]);
    await bought(goods, 1);
    const asked = { companyId: goods.companyId, exportId: ExportId.new() };
    const { token: seller } = sellerOf(goods.companyId);
    await begin(asked, seller);
    await done(asked, seller);
    // As a worker leaves it that died after a page, and has been silent since.
    await till.orders.sql(
      `UPDATE order_export SET status = 'RUNNING', rows_done = 500, rows_total = 900, blob_key = NULL,
         lease_id = gen_random_uuid(), lease_until = now() - interval '1 s' WHERE export_id = $1`,
      [asked.exportId],
    );

    const { rowsDone, rowsTotal, url } = await done(asked, seller);

    expect([rowsDone, rowsTotal]).toEqual([1, 1]);
    expect(await tableAt(url)).toHaveLength(1);
  });

  it('that fails again and again is told as failed, and counts no more among those a person may have open', async () => {
    const goods = await till.stocked([50]);
    const { token: seller, personId } = sellerOf(goods.companyId);
    const open = Array.from({ length: OPEN_MAX }, () => ExportId.new());
    // The first was left lying once too often, the others are being worked on.
    await till.orders.sql(
      `INSERT INTO order_export (company_id, export_id, asked_by, addresses, filter, content_hash, status, tries, lease_until)
       SELECT $1, id, $2, false, '{}', '', 'RUNNING', $4, now() + CASE nth WHEN 1 THEN interval '-1 s' ELSE '1 h' END
       FROM unnest($3::uuid[]) WITH ORDINALITY AS e (id, nth)`,
      [goods.companyId, personId, open, TRIES_MAX],
    );
    const asked = () => ({ companyId: goods.companyId, exportId: ExportId.new() });

    const failed = { companyId: goods.companyId, exportId: open[0]! };
    await eventually(async () => (await look(failed, seller)).status === Status.FAILED);

    await till.orders.sql(
      "UPDATE order_export SET status = 'RUNNING', lease_until = now() + interval '1 h' WHERE export_id = $1",
      [open[0]],
    );
    await expect(begin(asked(), seller)).rejects.toMatchObject({ code: 'export.too_many' });
    await till.orders.sql('UPDATE order_export SET lease_until = now() WHERE export_id = $1', [open[0]]);
    await eventually(async () => (await look(failed, seller)).status === Status.FAILED);
    await begin(asked(), seller);
  });

  it('is gone a week later', async () => {
    const goods = await till.stocked([50]);
    const asked = { companyId: goods.companyId, exportId: ExportId.new() };
    const { token: seller } = sellerOf(goods.companyId);
    await begin(asked, seller);
    const { url } = await done(asked, seller);
    await till.orders.sql('UPDATE order_export SET expires_at = now() WHERE export_id = $1', [asked.exportId]);

    const { db } = till.orders.instances[0]!.storage;
    await new ForgetExports(db, new FolderBlobs(till.orders.blobFolder)).run();

    expect(await look(asked, seller)).toMatchObject({ status: Status.EXPIRED, url: '' });
    expect(await fileAt(url)).toBeUndefined();
  });
});
