import { connect } from '@nats-io/transport-node';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareStreams } from '#messaging/courier.js';
import type { Account } from '../account.js';
import { brokerUsers } from '../broker-permissions.js';
import { serverFolder } from '../folder.js';
import { freePort } from '../ports.js';
import type { Say } from '../project.js';
import { findOrInstall, NATS } from './binaries.js';
import type { Prepared } from './postgres.js';

interface Options {
  folder: string;
  account: Account | undefined;
  /** By user. */
  passwords: Record<string, string>;
  say: Say;
}

const CONNECT_TIMEOUT_MS = 1_000;

/** A NATS server with JetStream, where every service may say and hear what the contract gives it and nothing else. */
export async function prepareNats({ folder, account, passwords, say }: Options): Promise<Prepared> {
  const file = findOrInstall(NATS, say);
  const home = serverFolder(folder, 'nats', account);
  const port = await freePort();
  const config = join(home, 'nats.conf');
  // JSON is a valid configuration here.
  const settings = {
    host: '127.0.0.1',
    port,
    server_name: 'tianjian',
    jetstream: { store_dir: join(home, 'store') },
    authorization: { users: brokerUsers(passwords) },
  };
  writeFileSync(config, JSON.stringify(settings, null, 2), { mode: 0o600 });
  if (account) chownSync(config, account.uid, account.gid);

  const url = `nats://127.0.0.1:${port}`;
  const asAdmin = () =>
    connect({
      servers: url,
      user: 'admin',
      pass: passwords['admin'] ?? '',
      timeout: CONNECT_TIMEOUT_MS,
      reconnect: false,
      name: 'admin',
    });
  return {
    url,
    title: `NATS with JetStream on 127.0.0.1:${port}`,
    launch: {
      name: 'NATS',
      file,
      args: ['-c', config],
      account,
      cwd: home,
      env: { PATH: process.env['PATH'] },
      logFile: join(folder, 'log', 'nats.log'),
      mark: config,
      stopSignal: 'SIGTERM',
      startAttempts: 3,
      ready: async () => (await asAdmin()).close(),
      // Also when it lost its store.
      settle: async () => {
        const connection = await asAdmin();
        await prepareStreams(connection).finally(() => connection.close());
      },
    },
  };
}
