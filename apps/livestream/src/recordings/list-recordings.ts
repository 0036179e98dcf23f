import { Controller } from '@nestjs/common';
import { Recordings, type ListRecordings } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { listTroubles } from '../streams/trouble.sql.js';
import { toRecording } from './recording-view.js';
import { listRecordings } from './recording.sql.js';

const KEYS = [/^\d{1,18}$/, /^[0-9a-f-]{36}$/];

@Controller()
export class ListRecordingsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Recordings.method.list)
  async handle(request: ListRecordings) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = request.liveSessionId === '' ? null : LiveSessionId.parse(request.liveSessionId);
    const size = parsePageSize(request.pageSize);
    const [micros, recordingId] = PageToken.parse(request.pageToken, KEYS) ?? [];
    const after = micros && recordingId ? { micros, recordingId } : undefined;

    return this.db.ofCompany(companyId, async (tx) => {
      const of = { companyId, liveSessionId, recordingId: null };
      const found = await listRecordings(tx, of, after, size + 1);
      const page = found.slice(0, size);
      const recordings = [];
      for (const one of page) recordings.push(toRecording(one, await listTroubles(tx, one, one.recordingId)));
      const last = found.length > size ? page.at(-1) : undefined;
      return { recordings, nextPageToken: last ? PageToken.of(last.micros, last.recordingId) : '' };
    });
  }
}
