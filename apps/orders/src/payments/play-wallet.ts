import { Controller } from '@nestjs/common';
import {
  Payment_Status,
  Payments,
  PlayWalletRequest_Outcome,
  type PlayWalletRequest,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { PaymentId, type PersonId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { Steps } from '../steps.js';
import { findPayment } from './attempts.sql.js';
import { PaymentProvider } from './provider.js';
import { SandboxProvider } from './sandbox.js';
import { Settle } from './settle.js';

/** The buyer's wallet, in play: the provider hears it, and its answer is believed as a poll's would be. */
@Controller()
export class PlayWalletHandler {
  constructor(
    private readonly db: Db,
    private readonly provider: PaymentProvider,
    private readonly settle: Settle,
    private readonly steps: Steps,
  ) {}

  @Rpc(Payments.method.playWallet)
  async handle(request: PlayWalletRequest, caller: Caller) {
    if (!(this.provider instanceof SandboxProvider)) throw new Problem('not_found');
    const buyerId = personOf(caller).personId;
    const paymentId = PaymentId.parse(request.paymentId);
    const outcome = parseOutcome(request.outcome);

    // The provider knows whose wallet may pay it: nothing has to be read here first.
    const seen = await this.provider.playWallet(paymentId, buyerId, outcome);
    if (!seen) throw await this.whyUnknown(paymentId, buyerId);
    await this.steps.reached('wallet: played');

    const order = await this.settle.seen(seen);
    await this.steps.reached('wallet: settled');
    const payment = order?.payments.find((one) => one.paymentId === paymentId);
    if (!payment) throw new Problem('not_found');
    if (payment.status !== outcome) throw new Problem('order.not_payable');
    const { provider, status, amountFen } = payment;
    return { payment: { paymentId, provider, status: Payment_Status[status], amountFen } };
  }

  /** The buyer's own payment may still be on its way to the provider. */
  private async whyUnknown(paymentId: PaymentId, buyerId: PersonId): Promise<Problem> {
    const payment = await this.db.single((tx) => findPayment(tx, paymentId));
    if (payment?.buyerId !== buyerId) return new Problem('not_found');
    return payment.open ? new Problem('unavailable', { retryAfterS: 1 }) : new Problem('order.not_payable');
  }
}

function parseOutcome(outcome: PlayWalletRequest_Outcome): 'SUCCEEDED' | 'FAILED' {
  if (outcome === PlayWalletRequest_Outcome.SUCCEEDED) return 'SUCCEEDED';
  if (outcome === PlayWalletRequest_Outcome.FAILED) return 'FAILED';
  throw invalid('outcome', 'SUCCEEDED or FAILED');
}
