import { Controller } from '@nestjs/common';
import { Payments, type Webhook } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { Steps } from '../steps.js';
import { ProcessEvents } from './process-events.js';
import { PaymentProvider, type ProviderEvent } from './provider.js';
import { storeEvents } from './provider-events.sql.js';

// Whoever calls is a machine that waits for nobody: company is worth more than haste.
const LINGER_MS = 20;

/** Stores what a provider tells, then thanks. What it means is found out behind. */
@Controller()
export class TakeWebhookHandler {
  private readonly store;

  constructor(
    db: Db,
    private readonly provider: PaymentProvider,
    private readonly processing: ProcessEvents,
    private readonly steps: Steps,
  ) {
    this.store = db.group<ProviderEvent[], boolean>(
      'store-webhook',
      (tx, calls) => storeEvents(tx, provider.name, calls),
      {
        single: true,
        lingerMs: LINGER_MS,
      },
    );
  }

  @Rpc(Payments.method.takeWebhook)
  async handle(request: Webhook) {
    if (request.provider !== this.provider.name) throw new Problem('webhook.refused');
    const events = this.provider.parseWebhook(request.body, request.signature, new Date());

    const news = events.length > 0 && (await this.store.ask(events));
    await this.steps.reached('webhook: stored');
    if (news) this.processing.soon();
    return {};
  }
}
