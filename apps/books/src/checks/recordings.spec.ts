import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { contentHash } from '#kernel/hash.js';
import { CHAIN_START, linkOf } from '#kernel/recording-chain.js';
import { Book, type Row } from '../book.js';
import type { Books } from '../check.js';
import { recordings } from './recordings.js';

const name = `test_recordings_${randomBytes(6).toString('hex')}`;
const admin = new pg.Client(process.env['TEST_POSTGRES_URL']);
const url = new URL(process.env['TEST_POSTGRES_URL']!);
url.pathname = `/${name}`;
const company = randomUUID();

const FOLLOWS = 'Every segment of a sealed recording follows the one before it';
const IS_ALL = 'A sealed recording is all of its segments up to its last link, also when its bytes are gone';
const WAS_KEPT = 'No recording is promised to be kept, or was kept, for less than three years';
const OF = 'WHERE recording_id = $1';

// As an edge tells them: each with the hash of the one before it.
const initSha256 = contentHash('init');
let link = CHAIN_START;
const SEGMENTS = [0, 1, 2, 3].map((n) => {
  const [prev, sha256] = [link, contentHash(n)];
  link = linkOf(prev, initSha256, sha256);
  return { n, starts_at: new Date(), duration_ms: 2_000, bytes: 500, sha256, init_sha256: initSha256, generation: 0 };
});

describe('The books of recordings', () => {
  let client: pg.Client;

  beforeAll(async () => {
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name} TEMPLATE template_livestream`);
    client = new pg.Client(url.toString());
    await client.connect();
    await client.query(
      `SET session_replication_role = replica; ALTER TABLE recording DROP CONSTRAINT recording_check1`,
    );
  });

  afterAll(async () => {
    await client.end();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });

  /** Sealed four years ago and removed when its time was over, or five minutes ago and kept. */
  async function givenRecording({ removed = false } = {}): Promise<string> {
    const recordingId = randomUUID();
    const [sealed, gone] = removed ? ["now() - interval '4 years'", 'now()'] : ["now() - interval '5 minutes'", 'NULL'];
    await client.query(
      `INSERT INTO recording (company_id, live_session_id, recording_id, edge_id, started_at, sealed_at, segments, bytes,
         duration_ms, sha256, integrity, retain_until, removed_at)
       VALUES ($1, $2, $3, 'edge-1', ${sealed}, ${sealed}, 4, 2000, 8002, $4, 'WHOLE', ${sealed} + interval '3 years', ${gone})`,
      [company, randomUUID(), recordingId, link],
    );
    let prev = CHAIN_START;
    for (const segment of SEGMENTS) {
      const own = linkOf(prev, initSha256, segment.sha256);
      const row = { company_id: company, recording_id: recordingId, ...segment, prev_sha256: prev, link: own };
      const columns = Object.keys(row);
      await client.query(
        `INSERT INTO recording_segment (${columns.join()}) VALUES (${columns.map((_, at) => `$${at + 1}`).join()})`,
        Object.values(row),
      );
      prev = own;
    }
    return recordingId;
  }

  /** What is wrong with one recording. */
  async function wrongWith(recordingId: string): Promise<string[]> {
    const livestream = await Book.open('livestream', url.toString());
    const wrong: string[] = [];
    for (const { says, breaches } of recordings) {
      const rows: Row[] = [];
      for await (const row of breaches({ livestream, youngS: 10 } as unknown as Books)) rows.push(row);
      if (rows.some((row) => row['recording_id'] === recordingId)) wrong.push(says);
    }
    await livestream.close();
    return wrong;
  }

  it('are in order where each segment follows the one before it, kept or removed in time', async () => {
    for (const removed of [false, true]) expect(await wrongWith(await givenRecording({ removed }))).toEqual([]);
  });

  it.each([
    ['a hash was changed', `UPDATE recording_segment SET sha256 = init_sha256 ${OF} AND n = 1`, [FOLLOWS]],
    [
      'a hash and its link were changed',
      `UPDATE recording_segment SET sha256 = init_sha256, link = encode(sha256(convert_to(
         concat_ws(E'\\n', prev_sha256, init_sha256, init_sha256), 'UTF8')), 'hex') ${OF} AND n = 3`,
      [IS_ALL],
    ],
    ['a segment was taken out', `DELETE FROM recording_segment ${OF} AND n = 2`, [FOLLOWS, IS_ALL]],
    ['the last segment was taken out', `DELETE FROM recording_segment ${OF} AND n = 3`, [IS_ALL]],
    ['a number was left out', `UPDATE recording_segment SET n = 4 ${OF} AND n = 3`, [FOLLOWS]],
    ['a segment was made longer', `UPDATE recording_segment SET duration_ms = 3000 ${OF} AND n = 0`, [IS_ALL]],
    [
      'it was to be kept for a year',
      `UPDATE recording SET retain_until = sealed_at + interval '1 year' ${OF}`,
      [WAS_KEPT],
    ],
    ['it was removed before its time', `UPDATE recording SET removed_at = now() ${OF}`, [WAS_KEPT]],
  ])('are not where %s', async (_, planted, wrong) => {
    const recordingId = await givenRecording();
    await client.query(planted, [recordingId]);
    expect(await wrongWith(recordingId)).toEqual(wrong);
  });

  it.each([
    ['its hashes', `DELETE FROM recording_segment ${OF}`],
    ['its last link', `UPDATE recording SET sha256 = '' ${OF}`],
  ])('are not where %s went with the picture', async (_, planted) => {
    const recordingId = await givenRecording({ removed: true });
    await client.query(planted, [recordingId]);
    expect(await wrongWith(recordingId)).toEqual([IS_ALL]);
  });

  it('are not where it was removed while somebody held it', async () => {
    const recordingId = await givenRecording({ removed: true });
    const says = (held: boolean, ago: string) =>
      client.query(
        `INSERT INTO recording_hold (company_id, recording_id, hold_id, held, reason, said_by, said_at)
         VALUES ($1, $2, gen_random_uuid(), $3, '', $1, now() - interval '${ago}')`,
        [company, recordingId, held],
      );
    await says(true, '1 h');
    expect(await wrongWith(recordingId)).toContain('No recording was removed while somebody held it');
    await says(false, '30 min');
    expect(await wrongWith(recordingId)).toEqual([]);
  });
});
