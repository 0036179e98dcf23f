import { localFolder } from './folder.js';
import { playDemoRoom, roomOnAir, type DemoRoom } from './demo-room.js';
import { seenFromNearby } from './nearby.js';
import { FFMPEG, findOrInstallAside } from './servers/binaries.js';
import { AlreadyRunning, startSystem, type System } from './system.js';

const ACCOUNTS = [
  ['13900000001', 'buyer'],
  ['13900000002', 'seller and owner of the main company'],
  ['13900000003', 'mentor'],
  ['13900000004', 'college admin'],
  ['13900000005', 'host'],
  ['13900000006', 'second buyer'],
  ['13900000007', 'owner of another company'],
  ['13900000008', 'mentor of another incubator'],
];

const started = Date.now();
const say = (line: string) => console.log(`  ${line}`);

let system: System | undefined;
let room: DemoRoom | undefined;
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
console.log('Tianjian is starting');
await start();

async function start(): Promise<void> {
  try {
    system = await startSystem({ demo: true, port: wantedPort(), say, signal: stopping.signal });
    greet(system, await roomOnAir(system.url));
    room = playDemoRoom(system);
    // The camera looks for it now and then; nothing else waits for it.
    await findOrInstallAside(FFMPEG, say);
  } catch (error) {
    if (stopping.signal.aborted) return farewell();
    if (error instanceof AlreadyRunning) {
      console.log(`Tianjian is ${error.message}`);
      process.exit(0);
    }
    console.error((error as Error).message);
    process.exit(1);
  }
}

/** Once, however often it is asked for: a Ctrl-C comes from the terminal and from npm. */
async function stop(): Promise<void> {
  if (stopping.signal.aborted) return;
  console.log('\nStopping …');
  stopping.abort();
  if (!system) return; // Its start ends by that, and says so.
  room?.stop();
  await system.stop();
  farewell();
}

function farewell(): void {
  console.log('Everything is stopped.');
  process.exit(0);
}

function wantedPort(): number | undefined {
  const port = process.env['PORT'];
  if (!port) return undefined;
  if (!/^\d{1,5}$/.test(port)) throw new Error(`PORT=${port} is not a port`);
  return Number(port);
}

function greet({ url }: System, roomUrl: string | undefined): void {
  const nearby = seenFromNearby(url);
  const lines = [
    '',
    `Tianjian is up after ${((Date.now() - started) / 1_000).toFixed(1)} s`,
    ...(roomUrl ? [`  on air      ${roomUrl}`] : []),
    `  shop        ${url}`,
    ...(nearby ? [`  from phones ${nearby}`] : []),
    `  API         ${url}/api`,
    `  API's docs  ${url}/api/docs`,
    `  readiness   ${url}/readyz`,
    `  logs        ${localFolder}/log`,
    '',
    'Demo accounts, password tianjian-demo:',
    ...ACCOUNTS.map(([phone, who]) => `  ${phone}  ${who}`),
    '',
    'Ctrl-C stops everything.',
  ];
  console.log(lines.join('\n'));
}
