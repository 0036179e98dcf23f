import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../deploy/local/project.js';
import type { WholeSystem } from '../journeys/whole-system.js';

interface Report {
  green: boolean;
  findings: { says: string; count: number; rows: unknown[] }[];
}

/**
 * Runs `check:books` as a program of its own over this system's books, until they are in order or `settle` is over.
 * Returns what is broken: nothing, if all is well.
 */
export async function brokenBooks(
  system: Pick<WholeSystem, 'stripe'> & { running: { folder: string } },
  settle: string,
  clientLog?: string,
): Promise<unknown[]> {
  const places = JSON.parse(readFileSync(join(system.running.folder, 'books.json'), 'utf8')) as NodeJS.ProcessEnv;
  const options = ['--json', '--settle', settle, ...(clientLog ? ['--client-log', clientLog] : [])];
  const program = join(root, 'dist', 'apps', 'books', 'src', 'main.js');
  const { NODE_OPTIONS: _flags, ...env } = process.env;
  const said = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      [program, ...options],
      { env: { ...env, ...places, ...system.stripe }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => (stdout ? resolve(stdout) : reject(new Error(stderr || String(error)))),
    );
  });
  const report = JSON.parse(said) as Report;
  return report.findings.filter(({ count }) => count > 0);
}
