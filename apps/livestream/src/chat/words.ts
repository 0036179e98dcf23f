import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { CompanyId } from '#kernel/id.js';
import { fold } from './fold.js';
import { baitsContact, claimsHealing, type Why } from './forbidden.js';
import { readCompanyWords, readPlatformWords } from './words.sql.js';
import { WordList, type Word } from './word-list.js';

interface Versions {
  companyId: CompanyId;
  companyWords: bigint | null;
  platformWords: bigint;
}

interface Kept {
  version: bigint;
  list: Promise<WordList>;
}

// Lists of this many companies are kept in memory; a full one of 10,000 words takes some 10 MB.
const KEPT_MAX = 50;
const PLATFORM = '';

/** Which words a room does not show, kept in memory until somebody changes them. */
@Injectable()
export class Words {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly db: Db) {}

  /**
   * Why a text is not shown, if it is not. Who runs the session may give the company's own number and say the
   * company's words; what the platform and the law forbid nobody may.
   */
  async whyNot(room: Versions, text: string, crew: boolean): Promise<Why | undefined> {
    if (claimsHealing(text)) return 'HEALING_CLAIM';
    if (!crew && baitsContact(text)) return 'CONTACT';
    const lists = crew ? [this.platform(room)] : [this.platform(room), this.company(room)];
    const folded = fold(text);
    for (const list of lists) if ((await list)?.find(folded)) return 'BANNED_WORD';
    return undefined;
  }

  private platform({ platformWords }: Versions): Promise<WordList> {
    return this.keep(PLATFORM, platformWords, () => this.db.single(readPlatformWords));
  }

  private company({ companyId, companyWords }: Versions): Promise<WordList> | undefined {
    if (companyWords === null) return undefined;
    return this.keep(companyId, companyWords, () => this.db.single((tx) => readCompanyWords(tx, companyId)));
  }

  private keep(key: string, version: bigint, read: () => Promise<Word[]>): Promise<WordList> {
    const known = this.kept.get(key);
    if (known && known.version >= version) return known.list;
    const list = read().then((words) => WordList.gently(words));
    // The one kept longest goes; the platform's is soon back.
    const oldest = this.kept.keys().next();
    if (this.kept.size >= KEPT_MAX && !oldest.done) this.kept.delete(oldest.value);
    this.kept.set(key, { version, list });
    list.catch(() => this.kept.delete(key)); // Read again by the next line.
    return list;
  }
}
