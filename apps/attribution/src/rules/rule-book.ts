import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { RuleId } from '#kernel/id.js';
import type { KnownRule } from './split-rule.sql.js';
import { findRules } from './split-rule.sql.js';

const REMEMBERED_MAX = 50_000;

/** Approved rules in memory: they never change, so each is read once. */
@Injectable()
export class RuleBook {
  private readonly approved = new Map<string, KnownRule>();

  constructor(private readonly db: Db) {}

  /** Those of these ids that name an approved rule. */
  async approvedOf(ruleIds: Iterable<string>): Promise<ReadonlyMap<string, KnownRule>> {
    if (this.approved.size >= REMEMBERED_MAX) this.approved.clear();
    const unknown = [...new Set(ruleIds)].filter((ruleId) => !this.approved.has(ruleId)).filter(isRuleId);
    if (unknown.length > 0) {
      const found = await this.db.single((tx) => findRules(tx, unknown));
      for (const rule of found) if (rule.startsAt) this.approved.set(rule.ruleId, rule);
    }
    return this.approved;
  }
}

function isRuleId(ruleId: string): ruleId is RuleId {
  try {
    return RuleId.parse(ruleId) === ruleId;
  } catch {
    return false;
  }
}
