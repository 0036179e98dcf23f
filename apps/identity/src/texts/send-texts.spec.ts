import { describe, expect, it } from '@jest/globals';
import { MessageId } from '#kernel/id.js';
import { runningService } from '#testing/running-service.js';
import { settings } from '../config.js';
import { IdentityModule } from '../identity.module.js';
import { Envelope } from '../people/envelope.js';
import { SendTexts } from './send-texts.js';
import { Sms, type TextMessage } from './sms.js';

const identity = runningService('identity', IdentityModule, { settings, env: { SMS_FILE: '/nowhere/at/all' } });

/** A provider that is away until it is back. */
class Provider extends Sms {
  away = true;
  readonly sent: TextMessage[] = [];

  async send(message: TextMessage): Promise<void> {
    if (this.away) throw new Error('no answer');
    this.sent.push(message);
  }
}

function givenTexts() {
  const { storage, core } = identity.instances[0]!;
  const provider = new Provider();
  const texts = new SendTexts(storage.db, new Envelope(core.settings as never), provider);
  const add = (phone: string, lifeS = 300) =>
    storage.db.transaction((tx) => texts.add(tx, { messageId: MessageId.new(), phone, text: '您好', lifeS }));
  return { provider, texts, add };
}

const waiting = () => identity.sql<{ tries: number }>('SELECT tries FROM text_message ORDER BY tries');
const halfAMinutePasses = () => identity.sql(`UPDATE text_message SET next_at = next_at - interval '30 seconds'`);

describe('A text message', () => {
  it('waits while the provider is away, and is sent when it is back', async () => {
    const { provider, texts, add } = givenTexts();
    await add('13000000001');
    await texts.run().catch(() => {});
    expect(await waiting()).toHaveLength(1);
    provider.away = false;
    await texts.run();
    expect(provider.sent).toEqual([]);

    await halfAMinutePasses();
    await eventuallySent(texts, provider);

    expect(provider.sent).toMatchObject([{ phone: '13000000001', text: '您好' }]);
    expect(await waiting()).toEqual([]);
  });

  it('is not sent any more when it has come too late', async () => {
    const { provider, texts, add } = givenTexts();
    provider.away = false;
    await add('13000000002', 0);

    await texts.run();

    expect(provider.sent).toEqual([]);
  });
});

/** The service's own round, whose provider is away for ever, may have been first. */
async function eventuallySent(texts: SendTexts, provider: Provider): Promise<void> {
  for (let round = 0; round < 20 && provider.sent.length === 0; round += 1) {
    await texts.run();
    await identity.sql('UPDATE text_message SET next_at = now()');
  }
}
