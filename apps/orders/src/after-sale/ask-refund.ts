import { Controller, Inject } from '@nestjs/common';
import type { BlobKey } from '#blobs/blob-key.js';
import { Blobs } from '#blobs/blobs.js';
import { Refunds, type AskRefund } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { Db } from '#database/db.js';
import { isUniqueViolation } from '#database/trouble.js';
import type { PersonId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { SETTINGS } from '#service/settings.js';
import type { OrdersSettings } from '../config.js';
import { findRoute, type OrderKey } from '../orders/order-view.sql.js';
import { SendRefunds } from '../refunds/send-refunds.js';
import { Steps } from '../steps.js';
import { planRefund } from './after-sale.js';
import { approve, findAsked, insertRefund, lockForRefund } from './after-sale.sql.js';
import { parseAsked, type AskedRefund } from './asked.js';
import { KeepPhotos } from './keep-photos.js';
import { RefundAnswers } from './refund-answers.js';

@Controller()
export class AskRefundHandler {
  constructor(
    private readonly db: Db,
    private readonly sendRefunds: SendRefunds,
    private readonly answers: RefundAnswers,
    private readonly blobs: Blobs,
    private readonly keepPhotos: KeepPhotos,
    private readonly steps: Steps,
    @Inject(SETTINGS) private readonly settings: OrdersSettings,
  ) {}

  @Rpc(Refunds.method.ask)
  async handle(request: AskRefund, caller: Caller) {
    const asked = parseAsked(request);
    const { orderId, refundId, photoKeys } = asked;
    const route = await this.db.single((tx) => findRoute(tx, orderId));
    if (route?.buyerId !== personOf(caller).personId) throw new Problem('not_found');
    const { companyId, buyerId } = route;
    await this.assertOwnPictures(photoKeys, buyerId);

    await this.write({ companyId, orderId }, asked);
    await this.steps.reached('refund: written');
    await this.keepPhotos.of({ companyId, refundId, photoKeys });
    await this.sendRefunds.sendNow(companyId, refundId);
    return this.answers.read({ companyId, refundId });
  }

  /** Nobody comes to see what is somebody else's by showing it to a company. */
  private async assertOwnPictures(photoKeys: BlobKey[], buyerId: PersonId): Promise<void> {
    const photos = await Promise.all(photoKeys.map((key) => this.blobs.about(key)));
    const at = photos.findIndex((photo) => photo?.ownerId !== buyerId || !photo.type.startsWith('image/'));
    if (at >= 0) throw invalid(`photoKeys[${at}]`, 'a picture that you uploaded');
  }

  /** Written down once, and carried out at once where nobody has to decide. */
  private async write(key: OrderKey, asked: AskedRefund): Promise<void> {
    const written = this.db.transaction(async (tx) => {
      const order = await lockForRefund(tx, key);
      const earlier = await findAsked(tx, asked.refundId);
      if (earlier) return assertSame(earlier, asked);

      const plan = planRefund(order, asked, this.settings.decideRefundWithin);
      await insertRefund(tx, order, asked, plan);
      if (!plan.decision) await approve(tx, order, asked.refundId);
    });
    await written.catch((error: unknown) => {
      // Another order took the id in the same moment.
      throw isUniqueViolation(error) ? new Problem('request.repeated_differently') : error;
    });
  }
}

function assertSame(earlier: { orderId: string; contentHash: string }, asked: AskedRefund): void {
  if (earlier.orderId !== asked.orderId || earlier.contentHash !== asked.contentHash) {
    throw new Problem('request.repeated_differently');
  }
}
