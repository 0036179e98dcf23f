import { Controller } from '@nestjs/common';
import { Recordings, type HoldRecording } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, HoldId, RecordingId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { listTroubles } from '../streams/trouble.sql.js';
import { toRecording } from './recording-view.js';
import { addHold, findHold, listRecordings, lockRecording } from './recording.sql.js';

const REASON_MAX = 200;

@Controller()
export class HoldRecordingHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Recordings.method.hold)
  async handle(request: HoldRecording, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const recordingId = RecordingId.parse(request.recordingId);
    const holdId = HoldId.parse(request.holdId);
    const { held } = request;
    const reason = parseText(request.reason, 'reason', { max: REASON_MAX });
    const by = personOf(caller).personId;

    return this.db.ofCompany(companyId, async (tx) => {
      if (!(await lockRecording(tx, companyId, recordingId))) throw new Problem('not_found');
      const earlier = await findHold(tx, companyId, recordingId, holdId);
      if (earlier && (earlier.held !== held || earlier.reason !== reason)) {
        throw new Problem('request.repeated_differently');
      }
      if (!earlier) await addHold(tx, { companyId, recordingId }, { holdId, held, reason }, by);
      const [shown] = await listRecordings(tx, { companyId, liveSessionId: null, recordingId }, undefined, 1);
      if (!shown) throw new Problem('not_found');
      return { recording: toRecording(shown, await listTroubles(tx, shown, recordingId)) };
    });
  }
}
