import { setTimeout as sleep } from 'node:timers/promises';
import { Door } from '../door.js';
import { StatementLog, type Transaction } from '../statement-log.js';
import { assertBooks, logEnd, pay, place, untilLogged, type Stage } from '../stage.js';

export interface Cost {
  statements: number;
  transactions: number;
}

export interface LoneCheckout {
  /** Until the buyer has both answers. */
  front: Cost;
  /** With everything that follows of it. */
  whole: Cost;
  /** What was sent, one line for each transaction: "front orders: BEGIN; …". */
  lines: string[];
}

const IDLE_MS = 20_000;
const WARM_UP = 5;
const CHECKOUTS = 5;
// Everything that follows an order has come and gone by then; what is late for it would be a fault.
const AFTERMATH_MS = 2_000;
const WORDS = 160;

// What only ever runs behind a buyer's back: consumers, the relay, the sequencer. They may begin before the buyer has
// the second answer; the answer does not wait for them.
const BEHIND = /\binbox\b|UPDATE outbox|FROM outbox|\bdead_letter\b|\blog_head\b|\bprovider_event\b/i;
const POSTING = /INSERT INTO journal\b/i;
const SEQUENCING = /\blog_entry\b.*\blog_head\b|\blog_head\b.*\blog_entry\b/i;
const CONTROL = /^(BEGIN|START TRANSACTION|COMMIT|ROLLBACK)/i;

/** P0: what one buyer alone costs PostgreSQL, statement by statement, several times over. */
export async function loneCheckouts(stage: Stage): Promise<LoneCheckout[]> {
  const log = await StatementLog.open(stage.system);
  const door = new Door(stage.system.url);
  try {
    const sweeps = await whatRunsAnyway(log);
    for (let n = 0; n < WARM_UP; n += 1) await buy(stage, door);
    const costs: LoneCheckout[] = [];
    for (let n = 0; n < CHECKOUTS; n += 1) {
      await sleep(AFTERMATH_MS);
      const [start, logged] = [log.end, await logEnd(stage)];
      await buy(stage, door);
      const answered = Date.now();
      await untilLogged(stage, logged + 1);
      const sequenced = Date.now();
      await sleep(AFTERMATH_MS);
      costs.push(count(ofTheOrder(log.transactionsFrom(start), sweeps, sequenced), answered));
    }
    await assertBooks(stage);
    return costs;
  } finally {
    door.close();
  }
}

async function buy({ buyers, skus }: Stage, door: Door): Promise<void> {
  const { token } = buyers.nth(0);
  const placed = await place(door, token, skus[0]!);
  if (!placed) throw new Error('sold out');
  await pay(door, token, placed);
}

/** What sweepers ask for while nothing happens. */
async function whatRunsAnyway(log: StatementLog): Promise<Set<string>> {
  await sleep(AFTERMATH_MS);
  const start = log.end;
  await sleep(IDLE_MS);
  const statements = log.transactionsFrom(start).flatMap((transaction) => transaction.statements);
  return new Set(statements.map(({ text }) => text).filter((text) => !CONTROL.test(text)));
}

/**
 * Without what sweepers would have asked for anyway. The sequencer looks for work all the time: it worked for this order
 * from its posting until it was in the log.
 */
function ofTheOrder(all: Transaction[], sweeps: Set<string>, sequenced: number): Transaction[] {
  const posted = all.find((transaction) => has(transaction, POSTING))?.statements[0]?.at ?? Infinity;
  return all.filter((transaction) => {
    const at = transaction.statements[0]?.at ?? 0;
    if (has(transaction, SEQUENCING)) return at >= posted && at <= sequenced;
    return !transaction.statements.every(({ text }) => CONTROL.test(text) || sweeps.has(text));
  });
}

const has = ({ statements }: Transaction, words: RegExp) => statements.some(({ text }) => words.test(text));

function count(transactions: Transaction[], answered: number): LoneCheckout {
  const front = transactions.filter(
    (transaction) => (transaction.statements[0]?.at ?? 0) <= answered && !has(transaction, BEHIND),
  );
  return {
    front: costOf(front),
    whole: costOf(transactions),
    lines: transactions.map(
      (transaction) => `${front.includes(transaction) ? 'front ' : 'behind'} ${words(transaction)}`,
    ),
  };
}

const costOf = (transactions: Transaction[]): Cost => ({
  statements: transactions.reduce((sum, { statements }) => sum + statements.length, 0),
  transactions: transactions.length,
});

const words = ({ statements }: Transaction) =>
  `${statements[0]?.database.replace('tianjian_', '')}: ${statements
    .map(({ text }) => text.replaceAll(/\s+/g, ' ').trim().slice(0, WORDS))
    .join('; ')}`;
