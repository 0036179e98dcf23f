import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { openCore } from '#service/core.js';
import { choice, read, secret, text, url } from '#service/settings.js';
import { loadShop, signIn } from '../load.js';
import { PublicDoor } from '../public-door.js';
import { SEED } from '../seed.js';
import { untilDone } from './patience.js';
import { fullPlan } from './plan.js';
import { writeExport } from './shop-export.js';
import { takeOver, type Progress } from './take-over.js';
import { Wallet } from './wallet.js';

const settings = {
  gatewayUrl: url('GATEWAY_URL'),
  sandboxUrl: url('SANDBOX_URL'),
  sandboxSecret: secret('SANDBOX_SECRET'),
  /** Where the former shop's export is written, and read. */
  demoFolder: text('DEMO_FOLDER'),
  nodeEnv: text('NODE_ENV', { default: 'development' }),
  allowSandbox: choice('ALLOW_SANDBOX', ['0', '1'], { default: '0' }),
};

const SESSIONS_AT_ONCE = 400;
const TOLD_EVERY_MS = 5_000;
const MIB = 1_024;

/** What came of it, for whoever started this and waits at the other end. */
export interface TakenOver extends Progress {
  seconds: number;
  peakMib: number;
}

const { gatewayUrl, sandboxUrl, sandboxSecret, demoFolder, nodeEnv, allowSandbox } = read(settings, process.env);
if (nodeEnv === 'production' && allowSandbox !== '1') {
  console.error('The demo is not loaded in production; ALLOW_SANDBOX=1 says that this is none.');
  process.exit(1);
}

const plan = fullPlan(SEED);
const core = await openCore('operator', {}, process.env);
try {
  const file = await exported();
  await goods();
  await sessions();
  await orders(file);
  await core.close();
} catch (error) {
  await core.close();
  throw error;
}

async function exported(): Promise<string> {
  const file = join(demoFolder, 'shop-export.csv');
  mkdirSync(demoFolder, { recursive: true });
  const hash = await writeExport(file, plan.orders());
  console.log(`the former shop's export: ${plan.story.lines.toLocaleString('en')} lines, sha256 ${hash}`);
  return file;
}

async function goods(): Promise<void> {
  const { products, skus, lots, packings } = plan.shop;
  await loadShop(plan.shop, await signIn(new PublicDoor(gatewayUrl), plan.seller));
  console.log(`${products.length} products, ${skus.length} SKUs, ${lots.length} lots, ${packings.length} packings`);
}

async function sessions(): Promise<void> {
  const all = plan.sessions.map(({ liveSessionId, accountId, title, startedAt, endedAt }) => ({
    ...{ liveSessionId, accountId, title },
    startedAt: timestampFromDate(startedAt),
    endedAt: timestampFromDate(endedAt),
  }));
  const live = core.rpc.to(LiveSessions);
  for (let at = 0; at < all.length; at += SESSIONS_AT_ONCE) {
    const some = all.slice(at, at + SESSIONS_AT_ONCE);
    await untilDone(() => live.takeOverPast({ companyId: plan.companyId, sessions: some }));
  }
  console.log(`${all.length} live sessions`);
}

async function orders(file: string): Promise<void> {
  const began = performance.now();
  const { companyId } = plan;
  let told = began;
  const secondsNow = () => (performance.now() - began) / 1_000;
  const done = await takeOver(
    file,
    { companyId, operator: core.rpc, wallet: new Wallet(sandboxUrl, sandboxSecret) },
    (progress) => {
      if (performance.now() - told < TOLD_EVERY_MS) return;
      told = performance.now();
      console.log(`  ${words(progress, secondsNow())}`);
    },
  );
  const seconds = secondsNow();
  const peakMib = process.resourceUsage().maxRSS / MIB;
  console.log(`${words(done, seconds)} in ${seconds.toFixed(1)} s, at most ${peakMib.toFixed(0)} MiB here`);
  const { items, primaryG, processedG } = plan.story;
  const tonnes = (grams: bigint) => `${(Number(grams / 1_000n) / 1_000).toFixed(1)} t`;
  console.log(`${items.toLocaleString('en')} items: ${tonnes(primaryG)} grown, ${tonnes(processedG)} made of it`);
  process.send?.({ ...done, seconds, peakMib } satisfies TakenOver);
}

function words({ orders, lines }: Progress, seconds: number): string {
  const perS = (lines / seconds).toFixed(0);
  return `${orders.toLocaleString('en')} orders with ${lines.toLocaleString('en')} lines (${perS} lines/s)`;
}
