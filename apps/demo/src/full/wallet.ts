import { Problem } from '#problems/problem.js';

export interface WalletPayment {
  paymentId: string;
  orderId: string;
  companyId: string;
  customer: string;
  amountFen: number;
  settledAt: string;
}

const PATIENCE_MS = 10_000;

/** The play-money provider, as whoever brings it a past: what was paid elsewhere is with it from now on. */
export class Wallet {
  constructor(
    private readonly url: string,
    private readonly secret: string,
  ) {}

  /** At most 500. Safe to repeat. Problems: unavailable. */
  async takeOver(payments: WalletPayment[]): Promise<void> {
    const response = await fetch(new URL('/v1/calls', this.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${this.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ calls: payments.map((payment) => ({ do: 'takeOver', ...payment })) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(() => {
      throw new Problem('unavailable');
    });
    const { answers = [] } = (await response.json()) as { answers?: { error?: { message: string } }[] };
    const refused = answers.find(({ error }) => error)?.error;
    if (!response.ok || refused) throw new Error(`The sandbox refused: ${refused?.message ?? response.status}`);
  }
}
