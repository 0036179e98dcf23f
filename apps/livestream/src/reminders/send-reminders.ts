import { Injectable } from '@nestjs/common';
import { Notices } from '#contracts/tianjian/identity/v1/notices_pb.js';
import { Db } from '#database/db.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Every } from '#service/every.js';
import { claimReminders, noteSent, noticeOf } from './reminder.sql.js';

const AT_ONCE = 200;

/**
 * Hands reminders to identity, which alone knows the phones. Each has one key for ever, and identity takes a key once:
 * whoever dies after asking and before noting it down is followed by somebody who asks again, and nobody is told twice.
 */
@Injectable()
export class SendReminders {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  @Every('1s')
  async send(): Promise<void> {
    for (;;) {
      const due = await this.db.single((tx) => claimReminders(tx, AT_ONCE));
      if (due.length === 0) return;
      const notices = due.map((one) => ({
        noticeId: noticeOf(one),
        personId: one.personId,
        text: one.text,
        lifeS: one.lifeS,
      }));
      const { reachingNoticeIds } = await this.rpc.to(Notices).send({ notices });
      const reaching = new Set(reachingNoticeIds);
      await this.db.single((tx) =>
        noteSent(
          tx,
          due.map((one) => ({ ...one, reached: reaching.has(noticeOf(one)) })),
        ),
      );
    }
  }
}
