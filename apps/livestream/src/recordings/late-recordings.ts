import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { lockSession } from '../sessions/session.sql.js';
import { sweep } from '../sweep.js';
import { settleRecording } from './follow-recording.js';
import { findUnsettled } from './recording.sql.js';

const SWEEP_MAX = 100;

/** Segments that nobody has told of ten minutes after their recording was sealed are missing. */
@Injectable()
export class LateRecordings {
  constructor(private readonly db: Db) {}

  @Every('1min')
  async look(): Promise<void> {
    const late = await this.db.single((tx) => findUnsettled(tx, SWEEP_MAX));
    await sweep(late, (recording) =>
      this.db.transaction(async (tx) => {
        await lockSession(tx, recording.companyId, recording.liveSessionId);
        await settleRecording(tx, recording, { isLate: true });
      }),
    );
  }
}
