import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './run-file.js';
import { freePort } from './ports.js';
import { Supervised, type Launch } from './supervised.js';

const folder = mkdtempSync(join(tmpdir(), 'tianjian-supervised-'));
const kept: Supervised[] = [];

afterEach(async () => {
  for (const child of kept.splice(0)) await child.stop();
});

describe('A supervised process', () => {
  it('is ready when it serves, and gone when it was stopped', async () => {
    const { child } = await supervise(serving);
    await child.start();
    const pid = child.pid!;

    await child.stop();

    expect(isAlive(pid)).toBe(false);
    expect(child.pid).toBeUndefined();
  });

  it('is started again when it dies, and that is said', async () => {
    const { child, said } = await supervise(serving);
    await child.start();
    const first = child.pid;

    await child.kill('SIGKILL');
    await child.ready();

    expect(child.pid).not.toBe(first);
    await sleep(100);
    expect(said()).toEqual(['stall ended (SIGKILL); starting it again in 0.2 s', 'stall is up again']);
  });

  it('waits longer each time it dies young', async () => {
    const { child, said } = await supervise(serving);
    await child.start();

    for (let deaths = 0; deaths < 2; deaths += 1) {
      await child.ready();
      await child.kill('SIGKILL');
      await sleep(20);
    }

    expect(said().filter((line) => line.includes('ended'))).toEqual([
      'stall ended (SIGKILL); starting it again in 0.2 s',
      'stall ended (SIGKILL); starting it again in 0.5 s',
    ]);
  });

  it('that is taken down stays down until it is started', async () => {
    const { child, said } = await supervise(serving);
    await child.start();

    await child.down();
    await sleep(400);
    expect(child.pid).toBeUndefined();

    await child.start();
    expect(child.pid).toBeDefined();
    expect(said()).toEqual([]);
  });

  it('may need several attempts to come up', async () => {
    const tries = join(folder, 'tries');
    writeFileSync(tries, '');
    const { child } = await supervise(
      (port) => `
        require('node:fs').appendFileSync(${JSON.stringify(tries)}, 'x');
        if (require('node:fs').readFileSync(${JSON.stringify(tries)}).length < 3) process.exit(1);
        ${serving(port)}`,
    );

    await child.start();

    expect(readFileSync(tries, 'utf8')).toBe('xxx');
  });

  it('that never comes up is given up with its last words', async () => {
    const { child } = await supervise(() => "console.log('the till is empty'); process.exit(7)");

    await expect(child.start()).rejects.toThrow(/stall does not start \(code 7\)[^]*the till is empty/);
  });

  it('that cannot be run says so', async () => {
    const { child } = await supervise(serving, { file: '/nowhere/node' });

    await expect(child.start()).rejects.toThrow('ENOENT');
  });

  it('that will not end is made to', async () => {
    const { child } = await supervise((port) => `process.on('SIGTERM', () => {}); ${serving(port)}`);
    await child.start();
    const pid = child.pid!;

    await child.stop();

    expect(isAlive(pid)).toBe(false);
  }, 30_000);
});

const serving = (port: number) =>
  `require('node:http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1')`;

async function supervise(program: (port: number) => string, changed: Partial<Launch> = {}) {
  const port = await freePort();
  const lines: string[] = [];
  const launch: Launch = {
    name: 'stall',
    file: process.execPath,
    args: ['-e', program(port)],
    logFile: join(folder, `${port}.log`),
    mark: String(port),
    stopSignal: 'SIGTERM',
    startAttempts: 3,
    ready: async () => void (await fetch(`http://127.0.0.1:${port}`)),
    ...changed,
  };
  const child = new Supervised(launch, (line) => lines.push(line));
  kept.push(child);
  return { child, said: () => lines };
}

process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
