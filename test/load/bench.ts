import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import type { Figures, Grown } from './figures.js';
import { optionsFrom } from './options.js';
import { hottest, watchAll, type Watched } from './profile.js';
import { asTable } from './report.js';
import { checkoutRounds, oneSkuRounds, readRounds, roomSaleRounds } from './rounds.js';
import { assertBooks, raiseStage, type Stage } from './stage.js';
import { dearest } from './statements.js';
import { backlog } from './works/backlog.js';
import { loneCheckouts } from './works/statements.js';
import { longMemory, memory } from './works/memory.js';
import { room } from './works/room.js';
import { startTime } from './works/start-time.js';
import { takeOver } from './works/take-over.js';
import { Yardstick } from './yardstick.js';

const options = optionsFrom(process.argv.slice(2));
const { only, rounds } = options;
const say = (line: string) => console.error(`  ${line}`);

const figures: Figures = {
  date: new Date().toISOString(),
  commit: execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim(),
  machine: `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, Node ${process.versions.node}`,
  command: `npm run bench -- ${process.argv.slice(2).join(' ')}`.trim(),
};

if (options.full) await beforeAndAfter();
else await all();
console.log(options.json ? JSON.stringify(figures, null, 2) : asTable(figures));

async function all(): Promise<void> {
  if ((['P0', 'P1', 'P2', 'P2ROOM', 'P3', 'P5', 'P8'] as const).some((work) => only.has(work))) await onStage();
  if (only.has('P4'))
    await onStageOfItsOwn({}, async (stage) => void (figures.p4 = await backlog(stage, options.orders, say)));
  if (only.has('P10'))
    await onStageOfItsOwn({ demo: true }, async (stage) => void (figures.p10 = await takeOver(stage, say)));
  if (!only.has('P9')) return;
  say('P9: npm start');
  await startTime(); // The first one may have to make its databases.
  figures.p9 = [await startTime(), await startTime(), await startTime()];
}

/** How much dearer everything is where there is more. */
async function beforeAndAfter(): Promise<void> {
  await onStageOfItsOwn({ demo: true, booksEachTime: false }, async (stage) => {
    const yardstick = await Yardstick.prepare(stage.system);
    const grown = async (): Promise<Grown> => ({
      p1: await checkoutRounds(stage, yardstick, options, say),
      p3: await readRounds(stage, options, say),
    });
    const small = await grown();
    figures.p10 = await takeOver(stage, say);
    figures.growth = { small, full: await grown() };
    say('the books are compared');
    await assertBooks(stage);
  });
}

async function onStageOfItsOwn(
  wanted: Parameters<typeof raiseStage>[1],
  work: (stage: Stage) => Promise<void>,
): Promise<void> {
  say('a throw-away system');
  const stage = await raiseStage(say, wanted);
  let watched: Watched[] = [];
  try {
    watched = await watchAll(stage.system, options.profile);
    await work(stage);
    await tellDearest(stage);
  } finally {
    await stage.stop();
  }
  tellHottest(watched);
}

async function onStage(): Promise<void> {
  say('a throw-away system');
  const stage = await raiseStage(say);
  let watched: Watched[] = [];
  try {
    const before = only.has('P8') ? await memory(stage, 'idle') : undefined;
    watched = await watchAll(stage.system, options.profile);
    const yardstick = await Yardstick.prepare(stage.system);
    if (only.has('P1') || only.has('P8')) figures.p1 = await checkoutRounds(stage, yardstick, options, say);
    if (before) figures.p8 = [before, await memory(stage, 'after P1')];
    if (only.has('P2')) figures.p2 = await oneSkuRounds(stage, yardstick, rounds, say);
    if (only.has('P2') || only.has('P2ROOM')) figures.p2InRoom = await roomSaleRounds(stage, rounds, say);
    if (only.has('P3')) figures.p3 = await readRounds(stage, options, say);
    if (only.has('P5')) figures.p5 = await room(stage, options, say);
    if (options.long) figures.p8?.push(...(await longMemory(stage)));
    await tellDearest(stage);
    // Last: from here on PostgreSQL writes every statement down.
    if (only.has('P0')) figures.p0 = await loneCheckouts(stage);
  } finally {
    await stage.stop();
  }
  tellHottest(watched);
}

async function tellDearest({ system }: Stage): Promise<void> {
  if (options.profile.includes('PostgreSQL')) for (const line of await dearest(system.postgresUrl)) say(line);
}

function tellHottest(watched: Watched[]): void {
  for (const { name, folder, since } of watched) {
    say(`where ${name} spent its time (${folder}):`);
    for (const { where, share } of hottest(folder, since)) say(`${(share * 100).toFixed(1).padStart(6)} %  ${where}`);
  }
}
