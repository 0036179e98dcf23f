import { parseArgs } from 'node:util';

export const WORKS = ['P0', 'P1', 'P2', 'P2ROOM', 'P3', 'P4', 'P5', 'P8', 'P9', 'P10'] as const;
export type Work = (typeof WORKS)[number];
// Takes minutes, and is asked for.
const UNASKED = WORKS.filter((work) => work !== 'P10');

export interface Options {
  only: Set<Work>;
  rounds: number;
  /** Of each measured stretch of P1. */
  seconds: number;
  /** That wait in P4's backlog. */
  orders: number;
  /** P8 also after ten minutes of P1. */
  long: boolean;
  /** P1 and P3 before and after the full demo was loaded, and P10. */
  full: boolean;
  json: boolean;
  /** Processes to watch with --cpu-prof; "PostgreSQL" by its statements. */
  profile: string[];
}

const USAGE = `npm run bench [-- options]: a throw-away system on this machine, measured over the loopback
  --only P1,P2       some of ${WORKS.join(', ')}; absent: all but P10
  --rounds 3         how often P1, P2 and P3 are taken; medians are told
  --seconds 10       how long each stretch of P1 and P3 is
  --orders 100000    how many wait in P4
  --long             P8 also after ten minutes of P1
  --full             P1 and P3 on the small cut and on the full demo, and P10 between them; nothing else
  --profile orders,PostgreSQL
                     where processes spend their time (figures are worth less then)
  --json             the figures as JSON`;

const ROUNDS_MAX = 20;
const SECONDS_MAX = 120;
const ORDERS_MAX = 1_000_000;

export function optionsFrom(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: UNASKED.join(',') },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '10' },
      orders: { type: 'string', default: '100000' },
      long: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      profile: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const only = values.only.split(',').map((name) => name.trim().toUpperCase());
  const unknown = only.filter((name) => !(WORKS as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: not measured here\n${USAGE}`);
  return {
    only: new Set(only as Work[]),
    rounds: bounded('rounds', values.rounds, ROUNDS_MAX),
    seconds: bounded('seconds', values.seconds, SECONDS_MAX),
    orders: bounded('orders', values.orders, ORDERS_MAX),
    long: values.long,
    full: values.full,
    json: values.json,
    profile: values.profile.split(',').filter((name) => name !== ''),
  };
}

function bounded(name: string, text: string, max: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > max) throw new Error(`--${name}: 1 to ${max}`);
  return number;
}
