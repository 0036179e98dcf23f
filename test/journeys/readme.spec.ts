import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const project = process.cwd();

// A newcomer's clone. Its dependencies are ours: installing them is what `npm ci` does in every fresh clone anyway.
let clone: string;
let env: NodeJS.ProcessEnv;
let started: ChildProcess;
let said = '';

beforeAll(async () => {
  clone = mkdtempSync(join(tmpdir(), 'tianjian-readme-'));
  await run('git', ['clone', '--quiet', project, clone]);
  symlinkSync(join(project, 'node_modules'), join(clone, 'node_modules'));
  env = { ...process.env, PORT: String(await freePort()) };
}, 60_000);

afterAll(async () => {
  started.kill('SIGKILL');
  rmSync(clone, { recursive: true, force: true });
});

describe('The README', () => {
  const [start, ...others] = shellBlocks();

  it('starts everything with its first block, and says where it is and who may sign in', async () => {
    started = spawn('bash', ['-c', `exec ${start}`], { cwd: clone, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [started.stdout, started.stderr]) stream?.on('data', (chunk) => (said += String(chunk)));
    await Promise.race([spoken('Ctrl-C stops everything'), once(started, 'exit')]);

    process.stderr.write(said);
    expect(said).toContain(`127.0.0.1:${env['PORT']}/api`);
    expect(said).toContain('13900000001');
  }, 240_000);

  it.each(others.map((block, at) => [at + 2, block]))(
    'block %i runs as it stands',
    async (_, block) => {
      const { stdout } = await run('bash', ['-e', '-c', String(block)], { cwd: clone, env });

      expect(stdout).toMatch(/is PAID|books are in order/);
      if (stdout.includes('is PAID')) expect(stdout).toMatch(/payable:|inventory:/);
    },
    60_000,
  );

  it('stops everything at Ctrl-C', async () => {
    started.kill('SIGINT');
    await once(started, 'exit');

    const { stdout } = await run('ps', ['-eo', 'args']);
    expect(said).toContain('Everything is stopped.');
    expect(stdout.split('\n').filter((line) => line.includes(clone))).toEqual([]);
  }, 60_000);
});

function shellBlocks(): string[] {
  const readme = readFileSync(join(project, 'README.md'), 'utf8');
  return [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => (block ?? '').trim());
}

async function spoken(words: string): Promise<void> {
  while (!said.includes(words)) await new Promise((resolve) => setTimeout(resolve, 200));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
