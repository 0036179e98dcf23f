import { spawn } from 'node:child_process';
import { existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import { migrate } from '#database/migrate.js';
import { prepareStreams } from '#messaging/courier.js';
import { serverAccount } from './account.js';
import { Children } from './children.js';
import { makeThrowawayFolder, prepareLocalFolder, sweepThrowaways } from './folder.js';
import { freePort, freePortFrom } from './ports.js';
import { OWNERS, PROCESSES, type Login, type Owner, type ProcessName, type Say } from './project.js';
import { provision, provisionServer } from './provision.js';
import { currentRun, readRunFile, stopLeftovers } from './run-file.js';
import { secretsIn, type Secrets } from './secrets.js';
import type { Outlives } from './servers/postgres.js';
import { startServers, type ServerOf } from './servers/servers.js';
import {
  booksEnv,
  bucketIn,
  databaseOf,
  databaseUrl,
  isBuilt,
  launchOf,
  loaderEnv,
  mainOf,
  operatorEnv,
  stripeIn,
  type Places,
} from './services.js';
import type { Supervised } from './supervised.js';

export interface SystemOptions {
  /** A set of its own in the temporary place, removed at the end; else the one under `.tianjian`. */
  throwaway?: boolean;
  /** What its data is safe from; the machine's end too, unless said otherwise. */
  outlives?: Outlives;
  /** Where a set that is kept lies, where that is not `.tianjian`. */
  folder?: string;
  /** How many of a service run; one where nothing is said. */
  replicas?: Partial<Record<ProcessName, number>>;
  /** Whether the demo is loaded. */
  demo?: boolean;
  /** Further settings of all processes. */
  env?: NodeJS.ProcessEnv;
  /** STRIPE_…, for a throw-away set; what is kept takes them from our own environment. */
  stripe?: NodeJS.ProcessEnv;
  /** Where the public door should be; the next free port is taken where it is not. */
  port?: number;
  say?: Say;
  /** Ends a start that is under way. */
  signal?: AbortSignal;
}

/** The whole system, running. */
export interface System {
  /** The public door: the first gateway's. */
  url: string;
  /** The doors of all gateways. */
  urls: string[];
  folder: string;
  secrets: Secrets;
  /** The superuser's. */
  postgresUrl: string;
  databaseUrl(owner: Owner, login: Login): string;
  /** "catalog", "catalog-2"; also "PostgreSQL", "NATS", "Redis". */
  service(name: string): Supervised;
  postgres: Supervised;
  nats: Supervised;
  redis: Supervised;
  /** Every process of ours, in order of start. */
  processes: Supervised[];
  /** Settings for a program that plays the back office. */
  operatorEnv: NodeJS.ProcessEnv;
  /** The same, for one that also brings the play-money provider a past. */
  loaderEnv: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** The system of this folder runs already. */
export class AlreadyRunning extends Error {
  constructor(
    readonly pid: number,
    readonly url: string | undefined,
  ) {
    super(url ? `already running: ${url} (process ${pid})` : `already starting (process ${pid})`);
  }
}

const DEFAULT_PORT = 3_000;
const RTMP_PORT = 1_935;
const PLAY_PORT = 8_935;
const READY_LIMIT_MS = 60_000;
const READY_LOOK_MS = 100;

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const { throwaway = false, say = () => {} } = options;
  const account = serverAccount();
  await sweepThrowaways(account);
  const folder = throwaway ? makeThrowawayFolder(account) : (options.folder ?? prepareLocalFolder(account));
  await assertAlone(folder, say);
  const children = new Children(folder, say);
  let stopped: Promise<void> | undefined;
  const stop = () =>
    (stopped ??= (async () => {
      await children.stopAll((child) => PROCESSES.some((name) => child.launch.mark === mainOf(name)));
      if (throwaway) rmSync(folder, { recursive: true, force: true });
    })());
  options.signal?.addEventListener('abort', () => void stop());
  try {
    return await bringUp({ ...options, throwaway, say }, folder, children, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One system per folder; what a killed starter left is cleared away. */
async function assertAlone(folder: string, say: Say): Promise<void> {
  const running = currentRun(folder);
  if (running) throw new AlreadyRunning(running.starter.pid, running.url);
  const left = await stopLeftovers(readRunFile(folder));
  if (left.length > 0) say(`stopped what an earlier start left running: ${left.join(', ')}`);
}

type Wanted = SystemOptions & { throwaway: boolean; say: Say };

async function bringUp(wanted: Wanted, folder: string, children: Children, stop: () => Promise<void>): Promise<System> {
  const { throwaway, outlives = 'the machine', say } = wanted;
  const secrets = secretsIn(folder);
  const given = throwaway ? {} : process.env;
  const servers = { folder, account: serverAccount(), secrets, children, outlives, say, given };
  const [postgres, nats, redis] = await startServers(servers);
  if (!nats.process) await prepareGivenBroker(nats.url);

  const places: Places = {
    folder,
    secrets,
    postgresUrl: postgres.url,
    natsUrl: nats.url,
    redisUrl: redis.url,
    gatewayPort: await gatewayPort(wanted),
    furtherGatewayPorts: await freePorts((wanted.replicas?.gateway ?? 1) - 1),
    sandboxPort: await freePort(),
    rtmpPort: await ownPort(throwaway, RTMP_PORT),
    playPort: await ownPort(throwaway, PLAY_PORT),
    stripe: wanted.stripe ?? stripeIn(given),
    bucket: bucketIn(given),
  };
  await prepareDatabases(places, say);
  writeFileSync(join(folder, 'books.json'), JSON.stringify(booksEnv(places), null, 2), { mode: 0o600 });
  const processes = await startServices(places, wanted, children);
  if (wanted.demo) await loadDemo(places, wanted);

  const urls = [places.gatewayPort, ...places.furtherGatewayPorts].map((port) => `http://127.0.0.1:${port}`);
  const [url = ''] = urls;
  children.announce(url);
  const named = (name: string, found: Supervised | undefined): Supervised => {
    if (!found) throw new Error(`${name} is not run by this system`);
    return found;
  };
  const all = [postgres, nats, redis].flatMap((server: ServerOf) => server.process ?? []).concat(processes);
  return {
    url,
    urls,
    folder,
    secrets,
    postgresUrl: postgres.url,
    databaseUrl: (owner, login) => databaseUrl(places, owner, login),
    service: (name) =>
      named(
        name,
        all.find((child) => child.name === name),
      ),
    get postgres() {
      return named('PostgreSQL', postgres.process);
    },
    get nats() {
      return named('NATS', nats.process);
    },
    get redis() {
      return named('Redis', redis.process);
    },
    processes,
    operatorEnv: operatorEnv(places),
    loaderEnv: loaderEnv(places),
    stop,
  };
}

async function gatewayPort({ throwaway, port, say }: Wanted): Promise<number> {
  if (throwaway && port === undefined) return freePort();
  const wanted = port ?? DEFAULT_PORT;
  const free = await freePortFrom(wanted);
  if (free !== wanted) say(`port ${wanted} is taken by something else; using ${free} (set PORT to choose)`);
  return free;
}

/** Where it is told to others who keep it, a port must be the same the next time. */
const ownPort = (throwaway: boolean, wanted: number) => (throwaway ? freePort() : freePortFrom(wanted));

async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

async function prepareDatabases(places: Places, say: Say): Promise<void> {
  await provisionServer(places.postgresUrl);
  const ranOf = async (owner: Owner) => {
    const passwords = places.secrets.logins[owner];
    await provision(places.postgresUrl, { owner, database: databaseOf(owner), passwords });
    return migrate(owner, databaseUrl(places, owner, 'owner'));
  };
  const ran = (await Promise.all(OWNERS.map(ranOf))).flat();
  say(`databases of ${OWNERS.join(', ')}: ${ran.length === 0 ? 'up to date' : `${ran.length} migrations run`}`);
}

async function prepareGivenBroker(url: string): Promise<void> {
  const { username, password } = new URL(url);
  const connection = await connect({ servers: url, ...(username ? { user: username, pass: password } : {}) });
  await prepareStreams(connection).finally(() => connection.close());
}

async function startServices(places: Places, { replicas = {}, env = {}, say }: Wanted, children: Children) {
  const missing = PROCESSES.filter((name) => !isBuilt(name));
  if (missing.length > 0) say(`not there yet, left out: ${missing.map((name) => `apps/${name}`).join(', ')}`);
  const instances = PROCESSES.filter(isBuilt).flatMap((process) =>
    Array.from({ length: replicas[process] ?? 1 }, (_, at) => ({
      process,
      at,
      name: at === 0 ? process : `${process}-${at + 1}`,
    })),
  );
  const started = await Promise.all(
    instances.map(async ({ process, at, name }) => {
      // Each gateway is a door of its own; the rest share a queue.
      const port = process === 'gateway' ? (places.furtherGatewayPorts[at - 1] ?? places.gatewayPort) : undefined;
      const own = port === undefined ? env : { ...env, PORT: String(port) };
      const child = await children.start(launchOf(places, { process, name, env: own }));
      say(port === undefined ? name : `${name} on 127.0.0.1:${port}`);
      return child;
    }),
  );
  if (missing.length === 0) await wholeSystemReady(places);
  return started;
}

/** Behind the public door, as anybody sees it. */
async function wholeSystemReady({ gatewayPort }: Places): Promise<void> {
  const limit = Date.now() + READY_LIMIT_MS;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${gatewayPort}/readyz`);
    if (answer.ok) return;
    if (Date.now() > limit) throw new Error(`The system does not get ready: ${await answer.text()}`);
    await sleep(READY_LOOK_MS);
  }
}

/** Once for each set of data. */
async function loadDemo(places: Places, { say, signal }: Wanted): Promise<void> {
  const mark = join(places.folder, 'demo-loaded');
  if (existsSync(mark)) return;
  if (!isBuilt('demo') || !isBuilt('gateway')) return say('demo data: not there yet, left out');
  const started = Date.now();
  const logFile = join(places.folder, 'log', 'demo.log');
  const log = openSync(logFile, 'a', 0o600);
  const code = await new Promise<number | null>((resolve, reject) => {
    const loader = spawn(process.execPath, ['--enable-source-maps', mainOf('demo')], {
      env: operatorEnv(places),
      stdio: ['ignore', log, log],
      signal,
    });
    loader.once('error', reject).once('exit', resolve);
  });
  if (code !== 0) throw new Error(`The demo data could not be loaded; ${logFile} says why`);
  writeFileSync(mark, '');
  say(`demo data loaded in ${((Date.now() - started) / 1_000).toFixed(1)} s`);
}
