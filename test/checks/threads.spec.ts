import { expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../deploy/local/project.js';

const TABLE = 'docs/evidence/threads.md';

it(`Every test that ${TABLE} names is there, under its name`, async () => {
  const table = await readFile(join(root, TABLE), 'utf8');
  const named = [...table.matchAll(/`([^`]+\.spec\.ts)` “([^”]+)”/g)];

  const missing: string[] = [];
  for (const [, file, name] of named) {
    const spec = await readFile(join(root, file ?? ''), 'utf8').catch(() => '');
    if (!spec.includes(name ?? '')) missing.push(`${file}: ${name}`);
  }
  expect(missing).toEqual([]);
  expect(named.length).toBeGreaterThan(25);
});
