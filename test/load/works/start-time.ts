import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../../deploy/local/project.js';

const PATIENCE_MS = 120_000;
const LOOK_MS = 50;

/** P9: seconds from `npm start` until the public door says that the whole system is ready; then it is stopped. */
export async function startTime(): Promise<number> {
  const began = performance.now();
  const starter = spawn(process.execPath, [join(root, 'deploy/local/start.mjs')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(starter, 'exit');
  let said = '';
  starter.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    while (!(await isReady(said))) {
      if (starter.exitCode !== null) throw new Error(`npm start ended and said:\n${said}`);
      if (performance.now() - began > PATIENCE_MS) throw new Error(`npm start takes too long and said:\n${said}`);
      await sleep(LOOK_MS);
    }
    return (performance.now() - began) / 1_000;
  } finally {
    starter.kill('SIGTERM');
    await ended;
  }
}

async function isReady(said: string): Promise<boolean> {
  const [, url] = /readiness\s+(http:\S+)/.exec(said) ?? [];
  if (!url) return false;
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}
