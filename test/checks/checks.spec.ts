import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  borders,
  contractBreaking,
  contractLint,
  contractsFresh,
  formatting,
  lint,
  types,
  type Check,
} from './checks.js';

const checkout = process.cwd();
const LEFT_OUT = ['node_modules', 'dist', '.git', '.tianjian', 'coverage'];

const PATIENCE_MS = 180_000;
jest.setTimeout(PATIENCE_MS);

let copy: string;
const mended: (() => Promise<void>)[] = [];

// A copy of the checkout, to plant faults in.
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'tianjian-checks-'));
  await cp(checkout, copy, { recursive: true, filter: (path) => !LEFT_OUT.includes(basename(path)) });
  await symlink(join(checkout, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(async () => {
  for (const mend of mended.splice(0).reverse()) await mend();
});
afterAll(() => rm(copy, { recursive: true, force: true }));

describe('A planted fault is found by', () => {
  it('formatting', async () => {
    // In a folder of its own: the whole tree takes long to read.
    await plant('orchard/planted.ts', 'export const apples={red:"yes"}\n');
    await cp(join(copy, '.prettierrc.json'), join(copy, 'orchard/.prettierrc.json'));
    await symlink(join(checkout, 'node_modules'), join(copy, 'orchard/node_modules'));

    expect(await formatting.complaint(join(copy, 'orchard'))).toContain('planted.ts');
  });

  it('lint', async () => {
    await plant('libs/kernel/promise.ts', 'export const sell = () => { Promise.reject(new Error("sold out")); };\n');
    await plant('libs/kernel/any.ts', 'export const weigh = (apples: any) => apples.grams;\n');
    await plant('libs/kernel/bang.ts', 'export const first = (apples: string[]) => apples[0]!;\n');
    await plant('libs/kernel/default.ts', 'export default 5;\n');
    await plant('libs/kernel/unused.ts', "import { join } from 'node:path';\nexport const apples = 5;\n");

    const complaint = await complaintOf(lint);

    for (const file of ['promise', 'any', 'bang', 'default', 'unused']) {
      expect(complaint).toContain(`libs/kernel/${file}.ts`);
    }
  });

  it('types', async () => {
    await plant('libs/kernel/planted.ts', "export const apples: number = 'five';\n");

    await expectComplaint(types, 'libs/kernel/planted.ts');
  });

  it('import borders', async () => {
    const breaches = [
      ['app-meets-app', 'apps/catalog/src/one.ts', '../../identity/src/planted.js'],
      ['lib-meets-app', 'libs/service/two.ts', '../../apps/identity/src/planted.js'],
      ['app-meets-tests-or-deployment', 'apps/catalog/src/three.ts', '../../../test/planted.js'],
      ['kernel-meets-world', 'libs/kernel/four.ts', 'node:fs'],
      ['room-meets-world', 'libs/room/planted-room.ts', '#kernel/fen.js'],
      ['messaging-meets-database', 'libs/messaging/five.ts', '#database/planted.js'],
      ['database-meets-service', 'libs/database/six.ts', '#service/planted.js'],
      ['rule-meets-framework', 'apps/catalog/src/apples/apple.ts', '@nestjs/common'],
      ['rule-meets-framework', 'apps/catalog/src/pears/pear.ts', 'typeorm'],
      ['rule-meets-framework', 'apps/catalog/src/plums/plum.ts', '#contracts/planted.js'],
      ['rule-meets-framework', 'apps/catalog/src/lily/lily.ts', './lily.sql.js'],
      ['typeorm-outside-entities', 'apps/catalog/src/seven.ts', 'typeorm'],
      ['not-found', 'libs/kernel/eight.ts', './nowhere.js'],
      ['no-cycle', 'libs/kernel/nine.ts', './ten.js'],
    ] as const;
    for (const folder of ['apps/identity/src', 'test', 'libs/database', 'libs/service', 'libs/contracts']) {
      await plant(`${folder}/planted.ts`, 'export const planted = 5;\n');
    }
    await plant('libs/kernel/ten.ts', "import './nine.js';\n");
    await plant('apps/catalog/src/lily/lily.sql.ts', 'export const planted = 5;\n');
    for (const [, file, wanted] of breaches) await plant(file, `import '${wanted}';\n`);

    const complaint = await complaintOf(borders);

    for (const [rule, file] of breaches) expect(complaint).toContain(`${rule}: ${file}`);
  });

  it('contract lint', async () => {
    await change('proto/tianjian/catalog/v1/stock.proto', (text) => `${text}\nmessage planted_fault {}\n`);

    await expectComplaint(contractLint, 'planted_fault');
  });

  it('contract breaks nobody: a message renamed, a field of another type', async () => {
    await change('proto/tianjian/catalog/v1/stock.proto', (text) =>
      text.replace(/^message (\w+)/m, 'message Renamed$1').replace(/ int64 (\w+) =/, ' int32 $1 ='),
    );

    await expectComplaint(contractBreaking, 'stock.proto');
  });

  it('contracts are as generated: changed by hand, forgotten, left over', async () => {
    await change('proto/tianjian/catalog/v1/stock.proto', (text) => `${text}\nmessage Forgotten {}\n`);
    await plant('libs/contracts/tianjian/left-over_pb.ts', 'export {};\n');

    await expectComplaint(contractsFresh, 'tianjian/catalog/v1/stock_pb.ts');
    await expectComplaint(contractsFresh, 'tianjian/left-over_pb.ts');
  });
});

async function plant(file: string, text: string): Promise<void> {
  const path = join(copy, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  mended.push(() => rm(path, { force: true }));
}

async function change(file: string, edit: (text: string) => string): Promise<void> {
  const path = join(copy, file);
  const text = await readFile(path, 'utf8');
  expect(edit(text)).not.toBe(text);
  await writeFile(path, edit(text));
  mended.push(() => writeFile(path, text));
}

const expectComplaint = async (check: Check, words: string) => expect(await complaintOf(check)).toContain(words);

/** In plain text, without colours. */
async function complaintOf(check: Check): Promise<string> {
  const complaint = (await check.complaint(copy)) ?? '';
  return stripVTControlCharacters(complaint);
}
