import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Money that came in at the provider, and what of it went back. */
export interface Charge {
  /** The provider's own id. */
  key: string;
  /** The shop's id of the payment, as the provider was told. */
  paymentId: string;
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  capturedFen: bigint;
  refundedFen: bigint;
  /** Epoch ms of the last that happened to it. */
  changedAt: number;
}

export interface ProviderRefund {
  key: string;
  /** The shop's id of the refund. */
  refundId: string;
  chargeId: string;
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  amountFen: bigint;
  changedAt: number;
}

/** What the provider says of itself: by its own ids, sorted. */
export interface Provider {
  charges: Charge[];
  refunds: ProviderRefund[];
}

/** One line of the sandbox provider's file. */
type Line = { n: number; at: string } & (
  | { type: 'payment.created'; payment: { id: string; metadata: Record<string, string> } }
  | { type: 'payment.succeeded'; id: string; receivedFen: number }
  | { type: 'payment.taken_over'; past: { paymentId: string; amountFen: number } }
  | { type: 'payment.failed' | 'payment.cancelled'; id: string }
  | {
      type: 'refund.created';
      refund: { id: string; paymentId: string; amountFen: number; metadata: Record<string, string> };
    }
  | { type: 'refund.succeeded' | 'refund.failed'; id: string }
  | { type: 'webhooks.delivered' }
);

/** Reads the provider's own append-only file, and nothing it tells anybody. */
export async function readProviderFile(path: string): Promise<Provider> {
  const charges = new Map<string, Charge>();
  const refunds = new Map<string, ProviderRefund>();
  for await (const line of wholeLines(path)) enter(JSON.parse(line) as Line, charges, refunds);
  return { charges: sorted(charges), refunds: sorted(refunds) };
}

function enter(line: Line, charges: Map<string, Charge>, refunds: Map<string, ProviderRefund>): void {
  const changedAt = Date.parse(line.at);
  switch (line.type) {
    case 'payment.created': {
      const { id, metadata } = line.payment;
      const paymentId = metadata['payment_id'] ?? '';
      charges.set(id, { key: id, paymentId, status: 'PENDING', capturedFen: 0n, refundedFen: 0n, changedAt });
      return;
    }
    case 'payment.succeeded': {
      const charge = known(charges, line.id);
      Object.assign(charge, { status: 'SUCCEEDED', changedAt });
      charge.capturedFen += BigInt(line.receivedFen);
      return;
    }
    case 'payment.taken_over': {
      const { paymentId, amountFen } = line.past;
      const key = `past_${paymentId}`;
      const capturedFen = BigInt(amountFen);
      charges.set(key, { key, paymentId, status: 'SUCCEEDED', capturedFen, refundedFen: 0n, changedAt });
      return;
    }
    case 'payment.failed':
    case 'payment.cancelled':
      Object.assign(known(charges, line.id), {
        status: line.type === 'payment.failed' ? 'FAILED' : 'CANCELLED',
        changedAt,
      });
      return;
    case 'refund.created': {
      const { id, paymentId: chargeId, amountFen, metadata } = line.refund;
      const refundId = metadata['refund_id'] ?? '';
      refunds.set(id, { key: id, refundId, chargeId, status: 'PENDING', amountFen: BigInt(amountFen), changedAt });
      return;
    }
    case 'refund.succeeded': {
      const refund = known(refunds, line.id);
      Object.assign(refund, { status: 'SUCCEEDED', changedAt });
      const charge = known(charges, refund.chargeId);
      charge.refundedFen += refund.amountFen;
      charge.changedAt = changedAt;
      return;
    }
    case 'refund.failed': {
      const refund = known(refunds, line.id);
      // It may have succeeded, and come back.
      if (refund.status === 'SUCCEEDED') {
        const charge = known(charges, refund.chargeId);
        charge.refundedFen -= refund.amountFen;
        charge.changedAt = changedAt;
      }
      Object.assign(refund, { status: 'FAILED', changedAt });
      return;
    }
    case 'webhooks.delivered':
  }
}

/** The last line may be half written while it is read: it counts when it is whole. */
async function* wholeLines(path: string): AsyncGenerator<string> {
  let line: string | undefined;
  for await (const next of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (line !== undefined) yield line;
    line = next;
  }
  if (line?.endsWith('}') && isJson(line)) yield line;
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function known<T>(all: Map<string, T>, id: string): T {
  const found = all.get(id);
  if (!found) throw new Error(`The provider's file speaks of ${id} before it was made`);
  return found;
}

const sorted = <T extends { key: string }>(all: Map<string, T>) =>
  [...all.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
