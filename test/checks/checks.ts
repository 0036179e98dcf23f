import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Something about the sources that `npm test` insists on. Each was seen to fail once: see the specs beside this file. */
export interface Check {
  name: string;
  /** What is wrong with the checkout in `root`, in words for its author; undefined when nothing is. */
  complaint(root: string): Promise<string | undefined>;
}

export const formatting = tool('formatting', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']);

export const lint = tool('lint', 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']);

export const types = tool('types', 'ts7/bin/tsc', ['--noEmit', '-p', '.', '--pretty', 'false']);

export const typesOfPages = tool('types of the pages', 'ts7/bin/tsc', [
  ...['--noEmit', '-p', 'apps/web'],
  ...['--pretty', 'false'],
]);

export const borders = tool('import borders', 'dependency-cruiser/bin/dependency-cruise.mjs', [
  ...['--config', '.dependency-cruiser.cjs'],
  ...['apps', 'libs', 'deploy', 'test'],
]);

const buf = (name: string, args: string[]) => tool(name, '@bufbuild/buf/bin/buf', args);

export const contractLint = buf('contract lint', ['lint', 'proto']);

/** Compared with what was last released (`npm run contracts:release`), so that it needs no history of commits. */
export const contractBreaking = buf('contract breaks nobody', [
  ...['breaking', 'proto'],
  ...['--against', 'proto/released.binpb'],
]);

export const contractsFresh: Check = {
  name: 'contracts are as generated',
  complaint: async (root) => {
    const scratch = await mkdtemp(join(tmpdir(), 'tianjian-contracts-'));
    try {
      // The template's output folder is "../libs/contracts", seen from here.
      const generate = ['generate', '.', '-o', join(scratch, 'proto')];
      const failed = await run(join(root, 'proto'), join(root, 'node_modules/@bufbuild/buf/bin/buf'), generate);
      return failed ?? (await difference(join(scratch, 'libs/contracts'), join(root, 'libs/contracts')));
    } finally {
      await rm(scratch, { recursive: true });
    }
  },
};

export const checks: Check[] = [
  formatting,
  lint,
  types,
  typesOfPages,
  borders,
  contractLint,
  contractBreaking,
  contractsFresh,
];

function tool(name: string, program: string, args: string[]): Check {
  return { name, complaint: (root) => run(root, join(root, 'node_modules', program), args) };
}

/** Runs a program of node_modules; what it said if it failed. */
function run(cwd: string, program: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (data) => (said += String(data)));
    child.stderr.on('data', (data) => (said += String(data)));
    child.once('error', reject).once('close', (code) => resolve(code === 0 ? undefined : said || `exit code ${code}`));
  });
}

async function difference(wanted: string, actual: string): Promise<string | undefined> {
  const [made, kept] = await Promise.all([filesOf(wanted), filesOf(actual)]);
  const differing = [...new Set([...made.keys(), ...kept.keys()])].filter((file) => made.get(file) !== kept.get(file));
  if (differing.length === 0) return undefined;
  return `libs/contracts is not what proto/ generates (npm run contracts mends it): ${differing.join(', ')}`;
}

async function filesOf(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts'));
  return new Map(
    await Promise.all(files.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}
