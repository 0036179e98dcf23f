import { appendFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS } from '#service/settings.js';
import { assertSmsAllowed, type IdentitySettings } from '../config.js';
import { Sms, type TextMessage } from './sms.js';

/** For trying things out: each message is a line of JSON in a file that only we may read. */
@Injectable()
export class SmsFile extends Sms {
  private readonly file: string;

  constructor(@Inject(SETTINGS) settings: IdentitySettings) {
    super();
    assertSmsAllowed(settings);
    this.file = settings.smsFile;
  }

  async send(message: TextMessage): Promise<void> {
    await appendFile(this.file, `${JSON.stringify(message)}\n`, { mode: 0o600 });
  }
}
