import { connect } from 'node:net';
import { writeFileSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../account.js';
import { serverFolder } from '../folder.js';
import { freePort } from '../ports.js';
import type { Say } from '../project.js';
import { findOrInstall, REDIS } from './binaries.js';
import type { Prepared } from './postgres.js';

interface Options {
  folder: string;
  account: Account | undefined;
  password: string;
  say: Say;
}

const CONNECT_TIMEOUT_MS = 1_000;

/** A Redis that keeps nothing: it holds only what may be lost. */
export async function prepareRedis({ folder, account, password, say }: Options): Promise<Prepared> {
  const file = findOrInstall(REDIS, say);
  const home = serverFolder(folder, 'redis', account);
  const port = await freePort();
  const config = join(home, 'redis.conf');
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${home}`,
    `requirepass ${password}`,
    'save ""',
    'appendonly no',
    'maxmemory 256mb',
    // BullMQ's jobs must not vanish one by one; a full Redis says so.
    'maxmemory-policy noeviction',
  ];
  writeFileSync(config, `${settings.join('\n')}\n`, { mode: 0o600 });
  if (account) chownSync(config, account.uid, account.gid);
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    title: `Redis on 127.0.0.1:${port}`,
    launch: {
      name: 'Redis',
      file,
      args: [config],
      account,
      cwd: home,
      env: { PATH: process.env['PATH'] },
      logFile: join(folder, 'log', 'redis.log'),
      // Redis writes its own command line.
      mark: `redis-server 127.0.0.1:${port}`,
      stopSignal: 'SIGTERM',
      startAttempts: 3,
      ready: () => pong(port, password),
    },
  };
}

function pong(port: number, password: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error('Redis is silent')));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('Redis closed')));
    socket.on('data', (data) => {
      heard += data.toString();
      if (!heard.includes('+PONG')) return;
      resolve();
      socket.destroy();
    });
  });
}
