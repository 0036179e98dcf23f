import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { CompanyId, LiveSessionId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import { hasSession } from '../sessions/session.sql.js';
import { findReplay } from '../recordings/recording.sql.js';
import { toStream, toTrouble } from './stream-view.js';
import { findStream, listKeys } from './stream.sql.js';
import { listTroubles } from './trouble.sql.js';

/** What whoever runs a session sees of its stream. */
@Injectable()
export class StreamDesks {
  constructor(private readonly db: Db) {}

  /** Problems: not_found. */
  async show(session: { companyId: CompanyId; liveSessionId: LiveSessionId }) {
    return this.db.ofCompany(session.companyId, async (tx) => {
      if (!(await hasSession(tx, session.companyId, session.liveSessionId))) throw new Problem('not_found');
      const stream = await findStream(tx, session);
      const replay = await findReplay(tx, session.liveSessionId);
      const keys = await listKeys(tx, session);
      const isOn = stream?.state === 'ON' || stream?.state === 'LOST';
      return {
        stream: stream && toStream({ ...stream, replayUrl: replay?.replayUrl ?? '' }),
        personId: (isOn && stream?.personId) || '',
        keys: keys.map(({ issuedAt, expiresAt, ...key }) => ({
          ...key,
          issuedAt: timestampFromDate(issuedAt),
          expiresAt: timestampFromDate(expiresAt),
          revoked: key.serial < (stream?.deniedBelow ?? 0n),
        })),
        troubles: (await listTroubles(tx, session)).map(toTrouble),
      };
    });
  }
}
