import { Controller } from '@nestjs/common';
import { Streams, type AskStreamStanding } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { Db } from '#database/db.js';
import { Rpc } from '#messaging/rpc.js';
import { findRemoved } from '../recordings/kept.sql.js';
import { findStandings } from './stream.sql.js';

@Controller()
export class StandingHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Streams.method.standing)
  async handle({ edgeId }: AskStreamStanding) {
    return {
      sessions: await this.db.single((tx) => findStandings(tx, null)),
      removedLiveSessionIds: await this.db.single((tx) => findRemoved(tx, edgeId)),
    };
  }
}
