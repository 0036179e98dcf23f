import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import type { MessageId } from '#kernel/id.js';
import { Every } from '#service/every.js';
import { Envelope } from '../people/envelope.js';
import { Sms } from './sms.js';
import { addMessage, claimDueMessages, forgetMessage, type WaitingMessage } from './text-message.sql.js';

/** Text messages: written down with what causes them, sent once that is certain. */
@Injectable()
export class SendTexts {
  constructor(
    private readonly db: Db,
    private readonly envelope: Envelope,
    private readonly sms: Sms,
  ) {}

  /** `phone` may be empty: then nobody gets it, but all else is as if somebody did. */
  async add(tx: Tx, message: { messageId: MessageId; phone: string; text: string; lifeS: number }): Promise<void> {
    const { messageId, phone, text, lifeS } = message;
    const sealed = this.envelope.seal(Buffer.from(JSON.stringify({ phone, text })), messageId);
    await addMessage(tx, { messageId, sealed }, lifeS);
  }

  @Every('1s')
  async run(): Promise<void> {
    const due = await this.db.single(claimDueMessages);
    await Promise.all(due.map((message) => this.send(message)));
  }

  private async send({ messageId, sealed }: WaitingMessage): Promise<void> {
    const { phone, text } = JSON.parse(this.envelope.open(sealed, messageId).toString());
    if (phone !== '') await this.sms.send({ messageId, phone, text });
    await this.db.single((tx) => forgetMessage(tx, messageId));
  }
}
