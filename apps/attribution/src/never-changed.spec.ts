import { describe, expect, it } from '@jest/globals';
import { runningService } from '#testing/running-service.js';
import { AttributionModule } from './attribution.module.js';
import { settings } from './config.js';

const attribution = runningService('attribution', AttributionModule, { settings });

const WRITTEN_ONCE = [
  'journal',
  'log_entry',
  'rule_route',
  'split_rule',
  'split_rule_approval',
  'split_rule_start',
  'statement_entry',
];

describe('What is written once', () => {
  it.each(WRITTEN_ONCE)('in %s is not changed by the logins of the service', async (table) => {
    for (const login of ['attribution_app', 'attribution_work', 'attribution_books']) {
      for (const change of changesOf(table)) {
        await expect(attribution.sql(`SET ROLE ${login}; ${change}`)).rejects.toThrow('permission denied');
      }
    }
  });

  it.each(WRITTEN_ONCE)('in %s is not changed by the owner of the tables', async (table) => {
    for (const change of changesOf(table)) {
      await expect(attribution.sql(`SET ROLE attribution_owner; ${change}`)).rejects.toThrow('is never changed');
    }
  });

  it.each(WRITTEN_ONCE)('in %s is not changed by a superuser who switches ordinary triggers off', async (table) => {
    for (const change of changesOf(table)) {
      const attempt = attribution.sql(`SET session_replication_role = replica; ${change}`);
      await expect(attempt).rejects.toThrow('is never changed');
    }
  });

  it('sums to zero, also where triggers are switched off', async () => {
    const entry = `INSERT INTO journal (company_id, journal_id, kind, ref, accounts, amounts, line_nos, refundable, line_ids, rule_ids)
      VALUES (gen_random_uuid(), gen_random_uuid(), 'order_paid', 'x', '{a,b}', '{1,-2}', '{NULL,NULL}', '{t,t}', '{}', '{}')`;

    await expect(attribution.sql(`SET session_replication_role = replica; ${entry}`)).rejects.toThrow(
      'legs_sum_to_zero',
    );
  });
});

// The SET is undone with the statement it goes before: together they are one transaction.
const changesOf = (table: string) => [
  `UPDATE ${table} SET ${table === 'log_entry' ? 'index = index' : 'company_id = company_id'}`,
  `DELETE FROM ${table}`,
  `TRUNCATE ${table} CASCADE`,
];
