import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { consumersOf } from '#messaging/contract.js';
import { eventSubject, ownerOf } from '#messaging/subjects.js';
import { FakeStripe } from '../../../test/fakes/stripe/fake-stripe.js';
import { SERVICES, type Service } from './check.js';
import { checkBooks, type Places } from './check-books.js';
import { inOutboxes } from './checks/messages.js';
import { asText } from './report.js';

const marker = randomBytes(6).toString('hex');
const [company, order, other, payment, buyer, sku, lot, session, hold, offer] = Array.from({ length: 10 }, () =>
  randomUUID(),
);

/** What is wrong with the books when the bookkeeper has been at the tables by hand. */
const PLANTED: Record<Service, string> = {
  identity: '',
  catalog: `
    ALTER TABLE stock DROP CONSTRAINT never_oversold;
    INSERT INTO stock (company_id, sku_id, lot_id, supplier_id, expires_on, cost_per_piece_fen, on_hand, held, set_aside)
      VALUES ('${company}', '${sku}', '${lot}', '${lot}', current_date, 1, 1, 2, 3);
    INSERT INTO packing (company_id, packing_id, lot_id, sku_id, pieces, grams, cost_fen)
      VALUES ('${company}', '${lot}', '${lot}', '${sku}', 5, 500, 5);
    INSERT INTO lot VALUES ('${company}', '${lot}', '${lot}', '${lot}', current_date, '620422', '', 900, 1, 1, current_date, 0);
    INSERT INTO hold (company_id, hold_id, buyer_id, status, expires_at, quoted, sku_ids, lot_ids, pieces, offer_ids, held_at)
      VALUES ('${company}', '${hold}', '${buyer}', 'SOLD', now(), '{}', '{${sku}}', '{${lot}}', '{2}', '{${offer}}', now() - interval '1 h'),
        ('${company}', '${other}', '${buyer}', 'PROVISIONAL', now() - interval '1 h', '{}', '{}', '{}', '{}', '{}', now());
    INSERT INTO coupon (company_id, coupon_id, code, title, payer, kind, percent_off_bp, amount_fen, cap_fen, from_fen, product_ids,
        sku_ids, starts_at, ends_at, quota, per_buyer, used)
      VALUES ('${company}', '${offer}', 'A', '', 'fund', 'AMOUNT', 0, 1, 0, 0, '{}', '{}', now(), now() + interval '1 h', 9, 1, 7);
    INSERT INTO hold (company_id, hold_id, buyer_id, status, expires_at, quoted, sku_ids, lot_ids, pieces, offer_ids)
      SELECT '${company}', id, '${buyer}', 'ADOPTED', now(), '{}', '{}', '{}', '{}', '{}' FROM (VALUES ('${lot}'::uuid), ('${sku}')) AS h (id);
    INSERT INTO coupon_use VALUES ('${company}', '${offer}', '${buyer}', '${lot}'), ('${company}', '${offer}', '${buyer}', '${sku}');
    UPDATE lot SET recalled_at = now();
    INSERT INTO presale (company_id, lot_id, expected_on, expected_g, share_bp, capacity_g, offered_g, ship_by, keeps_days, harvested_at)
      VALUES ('${company}', '${lot}', current_date, 900, 1000, 90, 80, current_date + 7, 30, now() - interval '1 h');
    INSERT INTO sku (company_id, sku_id, product_id, title, price_fen, net_g, gross_g, purchase_kind, return_class, spec_values, pre_sale)
      VALUES ('${company}', '${offer}', '${lot}', '', 1, 1, 1, 'OUTRIGHT', 'FRESH', '{}', '{"lotId": "${lot}"}');
    INSERT INTO reallocation (company_id, reallocation_id, hold_id, sku_id, from_lot_id, to_lot_id, pieces)
      VALUES ('${company}', '${other}', '${hold}', '${sku}', '${lot}', '${offer}', 1);
    INSERT INTO flash_taking VALUES ('${company}', '${offer}', '${buyer}', '${hold}', 2);
    INSERT INTO flash_offer (company_id, offer_id, live_session_id, sku_id, price_fen, share, per_buyer_limit, lasts_s, ends_at)
      VALUES ('${company}', '${offer}', '${session}', '${sku}', 1, 1, 1, 1, now() - interval '1 h')`,
  orders: `
    INSERT INTO orders (company_id, order_id, buyer_id, hold_id, live_session_id, status, total_fen, freight_fen, address_sealed,
        address_key_id, phone_index, region_code, placed_at, expires_at, hold_until, due_at, expiring_since, paid_by, paid_at)
      SELECT '${company}', id, '${buyer}', gen_random_uuid(), '${session}', status, 100, 0, '', '', sha256(''), '', old, old,
        old + interval '1 min', old, old, paid_by, CASE WHEN paid_by IS NOT NULL THEN old END
      FROM (VALUES ('${order}'::uuid, 'PAID', '${payment}'::uuid), (gen_random_uuid(), 'AWAITING_PAYMENT', NULL),
        (gen_random_uuid(), 'EXPIRING', NULL)) AS o (id, status, paid_by), (SELECT now() - interval '1 h' AS old) AS t;
    INSERT INTO order_line (company_id, order_id, line_no, line_id, sku_id, title, quantity, price_fen, gross_fen, freight_fen,
        cash_fen, discount_fen, net_g, gross_g, purchase_kind, return_class, rule_id, allocations)
      VALUES ('${company}', '${order}', 1, '${sku}', '${sku}', '', 1, 95, 95, 0, 90, 5, 1, 1, '', '', '${sku}', '[]');
    UPDATE order_line SET shipped_quantity = 1;
    INSERT INTO order_line (company_id, order_id, line_no, line_id, sku_id, title, quantity, price_fen, gross_fen, freight_fen,
        cash_fen, net_g, gross_g, purchase_kind, return_class, rule_id, allocations, piece_fen, max_g, weighed_pieces, weighed_g, charged_fen)
      VALUES ('${company}', '${order}', 2, '${lot}', '${sku}', '', 1, 9, 9, 0, 9, 1, 1, '', '', '${sku}', '[]', 9, 1, 1, 1, 8);
    INSERT INTO orders (company_id, order_id, buyer_id, hold_id, status, total_fen, freight_fen, address_sealed, address_key_id,
        phone_index, region_code, expires_at, hold_until, paid_by, paid_at, complete_at)
      SELECT company_id, gen_random_uuid(), buyer_id, gen_random_uuid(), 'SHIPPED', total_fen, 0, '', '', phone_index, '', now(),
        now() + interval '1 min', paid_by, paid_at, now() - interval '1 h' FROM orders WHERE order_id = '${order}';
    INSERT INTO harvest (company_id, lot_id, harvested_on, mass_g, left_g) VALUES ('${company}', '${other}', current_date, 9, 9);
    INSERT INTO orders (company_id, order_id, buyer_id, hold_id, status, total_fen, freight_fen, address_sealed, address_key_id,
        phone_index, region_code, expires_at, hold_until, paid_by, paid_at, presale_lot_id, presale_expected_on, ship_by,
        presale_kept, presale_due_at)
      SELECT company_id, id, buyer_id, gen_random_uuid(), 'PAID', total_fen, 0, '', '', phone_index, '', now(),
        now() + interval '1 min', paid_by, paid_at, '${other}', current_date, current_date, kept, now() - interval '1 h'
      FROM orders, (VALUES ('${offer}'::uuid, true), ('${hold}'::uuid, NULL)) AS p (id, kept) WHERE order_id = '${order}';
    INSERT INTO order_line (company_id, order_id, line_no, line_id, sku_id, title, quantity, price_fen, gross_fen, freight_fen,
        cash_fen, net_g, gross_g, purchase_kind, return_class, rule_id, allocations, shipped_quantity)
      SELECT '${company}', id, 1, id, '${sku}', '', 1, 9, 9, 0, 9, 1, 1, '', '', '${sku}', '[{"lotId": "${other}", "pieces": 1}]', 1
      FROM (VALUES ('${offer}'::uuid), ('${hold}'::uuid)) AS p (id);
    INSERT INTO reallocation (company_id, reallocation_id, order_id, line_id, from_lot_id, to_lot_id, pieces, reason, asked_by, asked_at, due_at)
      VALUES ('${company}', '${order}', '${order}', '${sku}', '${lot}', '${sku}', 1, '', '${buyer}', now() - interval '1 h', now());
    INSERT INTO payment (company_id, payment_id, order_id, provider, status, amount_fen, received_fen, idempotency_key, created_at, succeeded_at)
      SELECT '${company}', id, '${order}', 'sandbox', status, 100, received, '', old, CASE status WHEN 'SUCCEEDED' THEN old END
      FROM (VALUES ('${payment}'::uuid, 'SUCCEEDED', 100), (gen_random_uuid(), 'SUCCEEDED', 100), (gen_random_uuid(), 'CREATING', 0))
        AS p (id, status, received), (SELECT now() - interval '1 h' AS old) AS t;
    INSERT INTO refund (company_id, refund_id, order_id, payment_id, amount_fen, reason, status, provider, idempotency_key, requested_at, finished_at)
      SELECT '${company}', gen_random_uuid(), '${order}', '${payment}', 100, 'late', status, 'sandbox', '', old, old
      FROM (VALUES ('SUCCEEDED'), ('REQUESTED')) AS r (status), (SELECT now() - interval '1 h' AS old) AS t;
    INSERT INTO refund (company_id, refund_id, order_id, payment_id, amount_fen, reason, status, provider, idempotency_key, kind,
        decide_by, requested_at)
      VALUES ('${company}', '${offer}', '${order}', '${payment}', 7, '', 'REQUESTED', 'sandbox', '', 'REQUEST', now() - interval '1 h', now() - interval '1 h'),
        ('${company}', '${other}', '${order}', '${payment}', 7, '', 'SUCCEEDED', 'sandbox', '', 'CANCELLATION', NULL, now() - interval '1 h'),
        ('${company}', '${lot}', '${order}', '${payment}', 7, '', 'PENDING', 'sandbox', '', 'WEIGHED', NULL, now() - interval '1 h');
    INSERT INTO refund_line (company_id, refund_id, order_id, line_no, quantity, amount_fen, returned)
      VALUES ('${company}', '${other}', '${order}', 1, 1, 6, '[{"lotId": "${lot}", "pieces": 1}]');
    INSERT INTO provider_event (provider, event_id, type, ref, received_at) VALUES ('sandbox', '', '', '', now() - interval '1 h');
    INSERT INTO provider_entry (provider, ref, kind, type, payment_ref, company_id, order_id, payment_id, amount_fen, fee_fen,
        happened_at, fee_due_at)
      SELECT 'stripe', coalesce(payment_id::text, '') || kind, kind, '', 'pi_1', '${company}', '${order}', payment_id, 5, 1, old, old
      FROM (VALUES ('charge', '${payment}'::uuid), ('refund', '${payment}'), ('dispute', '${payment}'), ('charge', NULL)) AS e (kind, payment_id),
        (SELECT now() - interval '1 h' AS old) AS t;
    INSERT INTO dispute (company_id, dispute_id, order_id, payment_id, provider, ref, status, held_fen, opened_at)
      VALUES ('${company}', '${other}', '${order}', '${other}', 'stripe', 'dp_1', 'HELD', 7, now() - interval '1 h')`,
  livestream: `
    INSERT INTO session_sales (company_id, live_session_id, paid_orders) VALUES ('${company}', '${session}', 7);
    INSERT INTO live_session (company_id, live_session_id, account_id, title, status, version, version_at)
      VALUES ('${company}', '${session}', '${session}', '', 'LIVE', 2, now() - interval '1 h');
    INSERT INTO flash_offer (company_id, offer_id, live_session_id, sku_id, price_fen, share, per_buyer_limit, lasts_s, status, status_at, ends_at)
      SELECT '${company}', gen_random_uuid(), gen_random_uuid(), '${sku}', 1, 1, 1, 1, status, old, old
      FROM (VALUES ('STARTING'), ('OPEN')) AS f (status), (SELECT now() - interval '1 h' AS old) AS t;
    INSERT INTO sale (company_id, order_id, live_session_id, account_id, host_id, buyer, placed_at, paid_at, paid_on, cash_fen, recorded_at)
      SELECT '${company}', '${other}', '${session}', '${session}', '${buyer}', '${buyer}', old, old, current_date, 5, old
      FROM (SELECT now() - interval '1 h' AS old) AS t;
    INSERT INTO sale_line VALUES ('${company}', '${other}', '${sku}', '${sku}', '${offer}', 1, 4);
    INSERT INTO sale_refund VALUES ('${company}', '${other}', '${lot}', 3, now(), now() - interval '1 h');
    INSERT INTO duty (company_id, live_session_id, duty_id, person_id, stage_name, starts_at, checked_in_by, device, ends_at, end_reason)
      SELECT '${company}', '${session}', gen_random_uuid(), '${sku}', '', now() - interval '10 min', '${sku}', '', ends_at, reason
      FROM (VALUES (NULL, NULL), (now(), 'CHECKED_OUT')) AS d (ends_at, reason);
    INSERT INTO pin_episode (company_id, live_session_id, episode_id, sku_id, starts_at, device, ends_at)
      SELECT '${company}', '${session}', gen_random_uuid(), '${lot}', now() - interval '10 min', '', ends_at
      FROM (VALUES (NULL), (now())) AS e (ends_at);
    INSERT INTO view VALUES ('${company}', '${session}', '${sku}', 1, '${buyer}', now(), now(), 7);
    ALTER TABLE recording DROP CONSTRAINT recording_check1;
    INSERT INTO recording (company_id, live_session_id, recording_id, edge_id, started_at, sealed_at, segments, bytes, duration_ms,
        sha256, replay_url, integrity, retain_until, held, removed_at)
      SELECT '${company}', '${session}', id, 'edge-1', old, old, 1, 1, 1, '', '/', integrity, old + kept, false, removed
      FROM (SELECT now() - interval '4 years' AS old) AS t, (VALUES ('${lot}'::uuid, 'BROKEN', interval '3 years', NULL),
        ('${sku}', 'OPEN', interval '2 years', now())) AS r (id, integrity, kept, removed);
    INSERT INTO recording_hold VALUES ('${company}', '${sku}', '${hold}', true, '', '${buyer}', now() - interval '1 h');
    INSERT INTO recording_segment VALUES ('${company}', '${lot}', 0, now(), 1, 1, '', '', 0, '', '');
    INSERT INTO session_stream (company_id, live_session_id, keys_until, state) VALUES ('${company}', '${session}', now(), 'OVER');
    INSERT INTO publish VALUES ('${company}', '${session}', '${other}', 'edge-2', NULL, now() - interval '1 h', now() - interval '30 min', 0, 'STOPPED')`,
  attribution: `
    ALTER TABLE journal DROP CONSTRAINT legs_sum_to_zero;
    INSERT INTO journal (company_id, journal_id, kind, ref, order_id, accounts, amounts, line_nos, refundable, line_ids, rule_ids, recorded_at)
      SELECT '${company}', id, 'order_paid', id, id, '{clearing:psp,suspense:unsplit}', '{-100,90}', '{NULL,NULL}', '{f,f}', '{}', '{}', old
      FROM (VALUES ('${other}'::uuid), (gen_random_uuid())) AS j (id), (SELECT now() - interval '1 h' AS old) AS t;
    INSERT INTO log_entry VALUES (7, '${other}');
    INSERT INTO statement_entry VALUES ('${company}', 'suspense:unsplit', 7, 90, 80);
    INSERT INTO balance VALUES ('${company}', 'suspense:unsplit', 70, 7);
    INSERT INTO parked_reallocation VALUES ('${company}', '${order}', '${order}', '{}', now() - interval '1 h');
    INSERT INTO parked_fee VALUES ('${company}', '${order}', '${order}', 1, true, now() - interval '1 h');
    INSERT INTO parked_weighing VALUES ('${company}', '${order}', '${order}', '{}', now() - interval '1 h');
    INSERT INTO parked_failure VALUES ('${company}', '${order}', '${order}', now() - interval '1 h');
    INSERT INTO parked_refund (company_id, refund_id, order_id, amount_fen, parked_at) VALUES ('${company}', '${order}', '${order}', 1, now() - interval '1 h')`,
};

describe('Checking the books', () => {
  const admin = new pg.Client(process.env['TEST_POSTGRES_URL']);
  const stripe = new FakeStripe('a key', 'signed with this');
  let folder: string;
  let places: Places;

  beforeAll(async () => {
    await admin.connect();
    for (const service of SERVICES)
      await admin.query(`CREATE DATABASE ${nameOf(service)} TEMPLATE template_${service}`);
    folder = await mkdtemp(join(tmpdir(), 'tianjian-books-'));
    const urls = SERVICES.map((service) => [service, urlOf(service, `${service}_books`)]);
    await stripe.open();
    places = {
      urls: Object.fromEntries(urls) as Places['urls'],
      providerFile: join(folder, 'provider.jsonl'),
      stripe: { url: stripe.url, key: 'a key' },
    };
    await writeFile(places.providerFile, '');
  });

  afterAll(async () => {
    for (const service of SERVICES) await admin.query(`DROP DATABASE ${nameOf(service)} WITH (FORCE)`);
    await admin.end();
    await stripe.close();
    await rm(folder, { recursive: true });
  });

  it('finds books in order where nothing has happened', async () => {
    const report = await checkBooks(places);

    expect(report.findings.filter(({ count }) => count > 0)).toEqual([]);
    expect(report.green).toBe(true);
  });

  it('finds every single thing that can be wrong', async () => {
    for (const service of SERVICES) await plant(service, PLANTED[service]);
    for (const event of inOutboxes) await publishUnheard(ownerOf(event) as Service, eventSubject(event));
    const clientLog = join(folder, 'client.jsonl');
    await writeFile(clientLog, `${JSON.stringify({ orderId: randomUUID(), status: 'PAID' })}\n`);
    const charge = { id: 'pay_1', metadata: { payment_id: randomUUID() } };
    await writeFile(
      places.providerFile,
      [
        { n: 0, at: '2026-01-01T00:00:00Z', type: 'payment.created', payment: charge },
        { n: 1, at: '2026-01-01T00:00:00Z', type: 'payment.succeeded', id: 'pay_1', receivedFen: 100 },
      ]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );

    const report = await checkBooks(places, { clientLog });

    expect(report.green).toBe(false);
    expect(report.findings.filter(({ count }) => count === 0).map(({ says }) => says)).toEqual([]);
    expect(report.findings.length).toBeGreaterThan(40 + inOutboxes.flatMap(consumersOf).length / 2);
    expect(asText(report)).toContain(`BROKEN Stock is the sum of its movements: 1 rows`);
    expect(asText(report)).toContain(`company_id=${company} sku_id=${sku} lot_id=${lot}`);
  });

  it('asks Stripe itself only where there is a key', async () => {
    const { stripe: _withoutKey, ...others } = places;
    const asked = async (at: Places) => (await checkBooks(at)).findings.map(({ says }) => says);

    const [without, withKey] = [await asked(others), await asked(places)];
    expect(withKey.filter((says) => !without.includes(says))).toEqual([expect.stringContaining('Stripe itself')]);
    await expect(checkBooks({ ...places, stripe: { url: stripe.url, key: 'another' } })).rejects.toThrow('401');
  });

  it('has a login that cannot write', async () => {
    const client = new pg.Client(places.urls.orders);
    await client.connect();
    // It begins read-only; and where somebody takes that away, it has no right to write all the same.
    await client.query('SET default_transaction_read_only = off');
    const refused = await client.query('DELETE FROM orders').catch(String);
    expect(refused).toMatch(/permission denied/);
    await client.end();
  });
});

const nameOf = (service: Service) => `test_books_${service}_${marker}`;

function urlOf(service: Service, login?: string): string {
  const url = new URL(process.env['TEST_POSTGRES_URL']!);
  url.pathname = `/${nameOf(service)}`;
  if (login) [url.username, url.password] = [login, login];
  return url.toString();
}

/** By hand, past keys and triggers. */
async function plant(service: Service, sql: string): Promise<void> {
  const client = new pg.Client(urlOf(service));
  await client.connect();
  await client.query(`SET session_replication_role = replica; ${sql}`).finally(() => client.end());
}

const publishUnheard = (service: Service, subject: string) =>
  plant(
    service,
    `INSERT INTO outbox (id, event_id, subject, payload, created_at)
     VALUES (gen_random_uuid(), gen_random_uuid(), '${subject}', '{}', now() - interval '1 h')`,
  );
