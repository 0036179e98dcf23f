/** Where Stripe answers, and a key that may read balance transactions. */
export interface StripeDoor {
  url: string;
  key: string;
}

/** One line of our account with Stripe, in yuan. */
export interface AccountLine {
  /** Stripe's own id. */
  key: string;
  /** Into the account; the fee besides goes out of it. */
  fen: bigint;
  feeFen: bigint;
  /** Epoch ms. */
  at: number;
}

/** As the API answers it, as far as it is looked at. */
interface BalanceTransaction {
  id: string;
  amount: number;
  fee: number;
  created: number;
  /** Of one yuan into what Stripe settles in; null: it settles in yuan. */
  exchange_rate: number | null;
  source: { amount?: number } | string | null;
}

interface Page {
  data: BalanceTransaction[];
  has_more: boolean;
}

const PAGE = 100;
const PATIENCE_MS = 30_000;

/** Asks Stripe for our account, by plain HTTP: the SDK and the adapter are what is being checked. */
export async function* readStripe(door: StripeDoor | undefined, since: Date): AsyncGenerator<AccountLine> {
  if (!door) return;
  const lines: AccountLine[] = [];
  let after = '';
  for (;;) {
    const { data, has_more: more } = await page(door, since, after);
    lines.push(...data.map(lineOf));
    const last = data.at(-1);
    if (!more || !last) break;
    after = last.id;
  }
  yield* lines.sort((one, other) => (one.key < other.key ? -1 : 1));
}

async function page({ url, key }: StripeDoor, since: Date, after: string): Promise<Page> {
  const query = new URLSearchParams({
    'created[gte]': String(Math.floor(since.getTime() / 1_000)),
    'expand[0]': 'data.source',
    limit: String(PAGE),
    ...(after ? { starting_after: after } : {}),
  });
  const response = await fetch(`${url}/v1/balance_transactions?${query}`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`Stripe answers ${response.status}: ${await response.text()}`);
  return (await response.json()) as Page;
}

/** What Stripe settles in another currency is what its own object says in yuan; its fee goes by the rate of the line. */
function lineOf({ id, amount, fee, created, exchange_rate: rate, source }: BalanceTransaction): AccountLine {
  const own = typeof source === 'object' ? source?.amount : undefined;
  const yuan = rate === null || own === undefined ? inYuan(amount, rate) : Math.sign(amount) * own;
  return { key: id, fen: BigInt(yuan), feeFen: BigInt(inYuan(fee, rate)), at: created * 1_000 };
}

/** Half a fen away from zero. */
const inYuan = (amount: number, rate: number | null) =>
  rate === null ? amount : Math.sign(amount) * Math.round(Math.abs(amount) / rate);
