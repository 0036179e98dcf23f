import { readFileSync } from 'node:fs';
import type { WholeSystem } from './whole-system.js';

/** One line of the provider's file, as far as it tells of money. */
type Entry = { n: number } & (
  | { type: 'payment.created'; payment: { id: string; metadata: Record<string, string> } }
  | { type: 'payment.succeeded'; id: string; receivedFen: number }
  | { type: 'refund.created'; refund: { id: string; paymentId: string; amountFen: number } }
  | { type: 'refund.succeeded' | 'refund.failed'; id: string }
  | { type: 'payment.failed' | 'payment.cancelled' | 'webhooks.delivered' }
);

/** A provider's day gone wrong, through the hooks its README tells of. */
export class Provider {
  constructor(private readonly system: WholeSystem) {}

  /** The money comes whatever the state, also after a cancellation. */
  chargeLate(paymentId: string) {
    return this.call({ do: 'test.chargeLate', paymentId });
  }

  chargeTwice(paymentId: string) {
    return this.call({ do: 'test.chargeTwice', paymentId });
  }

  chargeOther(paymentId: string, amountFen: number, currency = 'CNY') {
    return this.call({ do: 'test.chargeOther', paymentId, amountFen, currency });
  }

  mood(webhooks: 'RUNNING' | 'PAUSED', refundsEndAs: 'SUCCEEDED' | 'PENDING' | 'FAILED' = 'SUCCEEDED') {
    return this.call({ do: 'test.mood', refundsEndAs, webhooks });
  }

  /** What its file says it keeps of an order's money, in fen. */
  keptOf(orderId: string): number {
    return this.kept((metadata) => metadata['order_id'] === orderId).reduce((sum, { fen }) => sum + fen, 0);
  }

  /** By payment of the provider: what came less what went back, where anything ever came. */
  kept(of: (metadata: Record<string, string>) => boolean = () => true): { orderId: string; fen: number }[] {
    const charges = new Map<string, { orderId: string; fen: number; came: boolean }>();
    const refunds = new Map<string, { paymentId: string; amountFen: number }>();
    const succeeded = new Set<string>();
    for (const entry of this.entries()) {
      if (entry.type === 'payment.created' && of(entry.payment.metadata)) {
        const orderId = entry.payment.metadata['order_id'] ?? '';
        charges.set(entry.payment.id, { orderId, fen: 0, came: false });
      } else if (entry.type === 'payment.succeeded') {
        const charge = charges.get(entry.id);
        if (charge) Object.assign(charge, { fen: charge.fen + entry.receivedFen, came: true });
      } else if (entry.type === 'refund.created') {
        refunds.set(entry.refund.id, entry.refund);
      } else if (entry.type === 'refund.succeeded') {
        const refund = refunds.get(entry.id);
        const charge = refund && charges.get(refund.paymentId);
        if (charge) charge.fen -= refund.amountFen;
        succeeded.add(entry.id);
      } else if (entry.type === 'refund.failed' && succeeded.delete(entry.id)) {
        // It was with the buyer, and came back.
        const refund = refunds.get(entry.id);
        const charge = refund && charges.get(refund.paymentId);
        if (charge) charge.fen += refund.amountFen;
      }
    }
    return [...charges.values()].filter(({ came }) => came);
  }

  private entries(): Entry[] {
    const lines = readFileSync(this.system.sandboxFile, 'utf8').split('\n');
    // What follows the last line feed is being written, or was torn by a crash.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Entry);
  }

  private async call(call: Record<string, unknown>): Promise<void> {
    const { secrets } = this.system.running;
    const response = await fetch(`${this.url}/v1/calls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secrets.sandbox}` },
      body: JSON.stringify({ calls: [call] }),
    });
    const { answers } = (await response.json()) as { answers: Record<string, unknown>[] };
    if (answers[0]?.['error']) throw new Error(JSON.stringify(answers[0]));
  }

  private get url(): string {
    const { launch } = this.system.running.service('sandbox');
    return `http://127.0.0.1:${launch.env?.['PORT']}`;
  }
}
