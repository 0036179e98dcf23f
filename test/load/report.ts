import type { Figures, Grown } from './figures.js';
import { middle, type CheckoutFigures, type OneSkuFigures } from './rounds.js';
import { median } from './latencies.js';
import { BUYERS, PIECES } from './works/one-sku.js';
import type { BacklogRun } from './works/backlog.js';
import type { Memory } from './works/memory.js';
import { CUT, VIEWERS, type RoomRun, type Turn } from './works/room.js';
import type { ReadRun, Reads } from './works/reads.js';
import type { LoneCheckout } from './works/statements.js';
import type { TakeOverRun } from './works/take-over.js';
import type { RoomSale } from './works/room-sale.js';

interface Line {
  what: string;
  figure: string;
  bar: string;
  /** Whether the bar is reached, where there is one. */
  reached?: boolean;
}

const RATIO_BARS: Record<number, number> = { 16: 0.15, 64: 0.3 };
const P99_BARS: Record<number, number> = { 16: 150, 64: 250 };
const SERVERS = ['NATS', 'Redis'];
const IDLE_BAR_MIB = 140;
const USED_BAR_MIB = 190;
const CPU_BARS: Record<number, number> = { 16: 4, 64: 2.5 };

/** For people: every figure beside its bar. */
export function asTable(figures: Figures): string {
  const { p0, p1 = [], p2, p2InRoom, p3, p4, p5, p8, p9, p10, growth } = figures;
  const at64 = p1.find(({ buyers }) => buyers === 64);
  const lines = [
    ...(p0 ? p0Lines(p0) : []),
    ...p1.flatMap(p1Lines),
    ...(p2 ? p2Lines(p2, at64) : []),
    ...(p3
      ? [
          ...p3Lines('list of 20', p3, 'list', 6_000),
          ...p3Lines('list made anew', p3, 'anew'),
          ...p3Lines('detail', p3, 'detail', 4_000),
        ]
      : []),
    ...(p4 ? p4Lines(p4) : []),
    ...(p2InRoom ? p2InRoomLines(p2InRoom) : []),
    ...(p5 ? p5Lines(p5) : []),
    ...(p8 ?? []).flatMap(p8Lines),
    ...(p9 ? [line('P9 npm start, s', median(p9), { atMost: 15, digits: 1 })] : []),
    ...(p10 ? p10Lines(p10) : []),
    ...(growth ? growthLines(growth) : []),
  ];
  const widths = [
    Math.max(...lines.map(({ what }) => what.length)),
    Math.max(...lines.map((one) => one.figure.length)),
  ];
  return [
    `${figures.date}, commit ${figures.commit}, ${figures.machine}`,
    `${figures.command}; medians`,
    '',
    ...lines.map(({ what, figure, bar, reached }) =>
      [what.padEnd(widths[0] ?? 0), figure.padStart(widths[1] ?? 0), bar.padEnd(10), mark(reached)]
        .join('  ')
        .trimEnd(),
    ),
  ].join('\n');
}

function p0Lines(costs: LoneCheckout[]): Line[] {
  const most = (figure: (cost: LoneCheckout) => number) => Math.max(...costs.map(figure));
  const usual = (figure: (cost: LoneCheckout) => number) => middle(costs, figure);
  return [
    line(
      'P0 until both answers: statements',
      most(({ front }) => front.statements),
      { atMost: 12 },
    ),
    line(
      'P0 until both answers: transactions',
      most(({ front }) => front.transactions),
      { atMost: 4 },
    ),
    line(
      'P0 with everything behind it: statements',
      usual(({ whole }) => whole.statements),
      { atMost: 26 },
    ),
    line(
      'P0 with everything behind it: transactions',
      usual(({ whole }) => whole.transactions),
      { atMost: 12 },
    ),
  ];
}

function p1Lines({ buyers, pgOrder, runs }: CheckoutFigures): Line[] {
  const of = `P1 ${buyers} buyers:`;
  const perS = middle(runs, (run) => run.ordersPerS);
  const per64 = buyers === 64;
  const alone = middle(pgOrder, (taken) => taken.perSecond);
  return [
    line(`${of} orders/s`, perS, {}),
    line(`${of} pg-order, transactions/s`, alone, {}),
    line(
      `${of} pg-order, CPU ms per transaction`,
      middle(pgOrder, (taken) => taken.cpuMs),
      { digits: 2 },
    ),
    line(`${of} ratio`, perS / alone, { atLeast: RATIO_BARS[buyers], digits: 2 }),
    line(
      `${of} p50 ms`,
      middle(runs, (run) => run.p50Ms),
      {},
    ),
    line(
      `${of} p99 ms`,
      middle(runs, (run) => run.p99Ms),
      { atMost: P99_BARS[buyers] },
    ),
    line(
      `${of} CPU ms per order`,
      middle(runs, (run) => run.cpuMsPerOrder),
      { atMost: CPU_BARS[buyers], digits: 2 },
    ),
    ...cpuLines(of, runs),
    line(
      `${of} statements per order`,
      middle(runs, (run) => run.statementsPerOrder),
      {
        atMost: per64 ? 2 : undefined,
        digits: 2,
      },
    ),
    line(
      `${of} transactions per order`,
      middle(runs, (run) => run.transactionsPerOrder),
      {
        atMost: per64 ? 0.8 : undefined,
        digits: 2,
      },
    ),
    line(
      `${of} last answer to last in the log, ms`,
      middle(runs, (run) => run.tailMs),
      {},
    ),
    line(`${of} failed calls`, sum(runs.map((run) => run.failed)), { atMost: 0 }),
  ];
}

const cpuLines = (of: string, runs: CheckoutFigures['runs']): Line[] =>
  Object.keys(runs[0]?.cpuMs ?? {}).map((name) =>
    line(
      `${of}   of it ${name}`,
      middle(runs, (run) => (run.cpuMs[name] ?? 0) / run.orders),
      { digits: 2 },
    ),
  );

function p2Lines({ pgOrderHot, runs }: OneSkuFigures, at64: CheckoutFigures | undefined): Line[] {
  const perS = middle(runs, (run) => run.soldPerS);
  const winners = middle(runs, (run) => run.winnersP99Ms);
  const alone = middle(pgOrderHot, (taken) => taken.perSecond);
  const wrong = runs.filter(({ sold, soldOut }) => sold !== PIECES || soldOut !== BUYERS - PIECES);
  const ofP1 = at64 && perS / middle(at64.runs, (run) => run.ordersPerS);
  return [
    line(`P2 runs that did not sell exactly ${PIECES}`, wrong.length, { atMost: 0 }),
    line('P2 sold/s', perS, {}),
    line(
      'P2 answered/s',
      middle(runs, (run) => run.answeredPerS),
      {},
    ),
    ...(ofP1 === undefined ? [] : [line('P2 of P1 at 64', ofP1, { atLeast: 0.9, digits: 2 })]),
    line('P2 pg-order-hot, transactions/s', alone, {}),
    line('P2 ratio', perS / alone, { atLeast: 2, digits: 2 }),
    line('P2 winners p99 ms', winners, {}),
    line(
      'P2 losers p99 ms',
      middle(runs, (run) => run.losersP99Ms),
      { atMost: Math.round(winners) },
    ),
    line('P2 failed calls', sum(runs.map((run) => run.failed)), { atMost: 0 }),
  ];
}

function p2InRoomLines(runs: RoomSale[]): Line[] {
  const wrong = runs.filter(({ sold, soldOut }) => sold !== PIECES || soldOut !== BUYERS - PIECES);
  return [
    line(`P2 in the room: runs that did not sell exactly ${PIECES}`, wrong.length, { atMost: 0 }),
    line('P2 in the room: viewers not told that it is gone', sum(runs.map(({ untold }) => untold)), { atMost: 0 }),
    line('P2 in the room: viewers with a hole, or outside', sum(runs.map((run) => run.wrong + run.outside)), {
      atMost: 0,
    }),
    line(
      'P2 in the room: sold/s',
      middle(runs, (run) => run.soldPerS),
      {},
    ),
    line(
      'P2 in the room: told after the last answer, ms at most',
      middle(runs, (run) => run.toldAfterMs),
      {},
    ),
    line('P2 in the room: failed calls', sum(runs.map((run) => run.failed)), { atMost: 0 }),
  ];
}

function p3Lines(name: string, runs: Reads[], kind: keyof Reads, atLeast?: number): Line[] {
  return [
    line(
      `P3 ${name}, 32 readers: requests/s`,
      middle(runs, (run) => run[kind].perS),
      { atLeast },
    ),
    line(
      `P3 ${name}: p99 ms`,
      middle(runs, (run) => run[kind].p99Ms),
      { digits: 1 },
    ),
    line(
      `P3 ${name}: CPU ms per request`,
      middle(runs, (run) => run[kind].cpuMs),
      { digits: 2 },
    ),
  ];
}

function p5Lines({ join, commerce, resume, fanOut, residentKbPerViewer }: RoomRun): Line[] {
  const perCpu = (turns: Turn[]) => middle(turns, (turn) => turn.deliveriesPerCpuS);
  const ratios = fanOut.ours.map((turn, at) => turn.deliveriesPerCpuS / (fanOut.bare[at]?.deliveriesPerCpuS ?? NaN));
  const missed = commerce.told * VIEWERS - commerce.facts;
  return [
    line(`P5 ${VIEWERS} join: p99 ms`, join.p99Ms, {}),
    line('P5 snapshots built for it', join.builds, { atMost: Math.ceil(join.seconds * 4) + 1 }),
    line('P5 facts, 5/s to all: p50 ms', commerce.p50Ms, {}),
    line('P5 facts, 5/s to all: p99 ms', commerce.p99Ms, { atMost: 200 }),
    line('P5 facts that did not come, or not in order', missed + commerce.wrong + resume.wrong, { atMost: 0 }),
    line(`P5 ${CUT} cut and back: p99 ms`, resume.p99Ms, { atMost: 2_000 }),
    line('P5 snapshots built for them', resume.builds, { atMost: 1 }),
    line('P5 not back', join.failed + resume.failed, { atMost: 0 }),
    line('P5 deliveries per CPU second', perCpu(fanOut.ours), {}),
    line('P5 bare ws, deliveries per CPU second', perCpu(fanOut.bare), {}),
    line('P5 ratio', median(ratios), { atLeast: 1.1, digits: 2 }),
    line('P5 KiB of the gateway for each viewer', residentKbPerViewer, { atMost: 40, digits: 1 }),
  ];
}

const p8Lines = ({ when, resident }: Memory): Line[] =>
  Object.entries(resident).map(([name, mib]) => {
    const bar = SERVERS.includes(name) ? undefined : when === 'idle' ? IDLE_BAR_MIB : USED_BAR_MIB;
    return line(`P8 ${when}: ${name}, MiB`, mib, { atMost: bar });
  });

const p4Lines = ({ orders, legs, ordersPerS, cpuMsPerOrder }: BacklogRun): Line[] => [
  line(`P4 backlog of ${orders} orders of ${legs} legs: orders/s`, ordersPerS, { atLeast: 8_000 }),
  line(
    'P4 CPU ms per order',
    Object.values(cpuMsPerOrder).reduce((sum, ms) => sum + ms, 0),
    { digits: 3 },
  ),
  ...Object.entries(cpuMsPerOrder).map(([name, ms]) => line(`P4 CPU ms per order, ${name}`, ms, { digits: 3 })),
];

const p10Lines = ({ lines, reading, takingOver, bookedS }: TakeOverRun): Line[] => [
  line(`P10 reading an export of ${lines} lines: lines/s`, reading.linesPerS, { atLeast: 8_000 }),
  line('P10 reading: MiB at most', reading.peakMib, { atMost: 300 }),
  line('P10 taking it over into orders, stock and provider: lines/s', takingOver.linesPerS, { atLeast: 8_000 }),
  line('P10 taking it over: MiB of the loader at most', takingOver.peakMib, { atMost: 300 }),
  line('P10 until all of it is in the log, s', bookedS, {}),
];

/** What is left of the small cut's rate. */
function growthLines({ small, full }: { small: Grown; full: Grown }): Line[] {
  const ofP1 = small.p1.flatMap(({ buyers, runs }, at) => {
    const after = full.p1[at]?.runs ?? [];
    const rate = middle(after, (run) => run.ordersPerS) / middle(runs, (run) => run.ordersPerS);
    const cpu = middle(after, (run) => run.cpuMsPerOrder) / middle(runs, (run) => run.cpuMsPerOrder);
    return [
      line(`growth: P1 with ${buyers} buyers, of the small cut's`, rate, { atLeast: 0.8, digits: 2 }),
      line(`growth: P1 with ${buyers} buyers, CPU of the small cut's`, cpu, { digits: 2 }),
    ];
  });
  const ofP3 = (['list', 'anew', 'detail'] as const).flatMap((kind) => {
    const times = (figure: (run: ReadRun) => number) =>
      middle(full.p3, (run) => figure(run[kind])) / middle(small.p3, (run) => figure(run[kind]));
    return [
      line(
        `growth: P3 ${kind}, of the small cut's`,
        times((run) => run.perS),
        { atLeast: 0.8, digits: 2 },
      ),
      line(
        `growth: P3 ${kind}, CPU of the small cut's`,
        times((run) => run.cpuMs),
        { digits: 2 },
      ),
    ];
  });
  return [...ofP1, ...ofP3];
}

interface Bar {
  atLeast?: number | undefined;
  atMost?: number | undefined;
  digits?: number;
}

function line(what: string, figure: number, { atLeast, atMost, digits = 0 }: Bar): Line {
  const shown = { what, figure: figure.toFixed(digits) };
  if (atLeast !== undefined) return { ...shown, bar: `≥ ${atLeast}`, reached: figure >= atLeast };
  if (atMost !== undefined) return { ...shown, bar: `≤ ${atMost}`, reached: figure <= atMost };
  return { ...shown, bar: '' };
}

const mark = (reached: boolean | undefined) => (reached === undefined ? '' : reached ? 'reached' : 'MISSED');
const sum = (figures: number[]) => figures.reduce((total, figure) => total + figure, 0);
