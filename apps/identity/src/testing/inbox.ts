import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import { eventually } from '#testing/running-service.js';
import type { TextMessage } from '../texts/sms.js';

/** The phones of a test: what the file provider wrote in place of sending it. */
export class Inbox {
  readonly file = join(mkdtempSync(join(tmpdir(), 'tianjian-sms-')), 'sms.jsonl');

  constructor() {
    afterAll(() => rmSync(dirname(this.file), { recursive: true }));
  }

  of(phone: string): TextMessage[] {
    if (!existsSync(this.file)) return [];
    const lines = readFileSync(this.file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as TextMessage).filter((message) => message.phone === phone);
  }

  /** The `nth` code this phone got. */
  code(phone: string, nth = 1): Promise<string> {
    const codes = () => this.of(phone).flatMap(({ text }) => /\d{6}/.exec(text) ?? []);
    return eventually(async () => codes()[nth - 1]);
  }
}
