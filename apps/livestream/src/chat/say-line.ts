import { Controller } from '@nestjs/common';
import { Chat, type SayLine } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Db } from '#database/db.js';
import type { Group } from '#database/group.js';
import { contentHash } from '#kernel/hash.js';
import { ChatLineId, LiveSessionId, SpeakerId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { chatter } from '../room/tell-room.js';
import { assertOnAir } from '../sessions/session.js';
import { assertOwnName, type Line } from './chat.js';
import { findPlace } from './chat.sql.js';
import { isCrew, runs } from './crew.js';
import { REASONS } from './forbidden.js';
import { sayLines, type Saying } from './say.js';
import { roomLine, shownLine } from './shown.js';
import { Words } from './words.js';
import { parseLine, parseName } from './written.js';

const DEVICE_MAX = 100;

@Controller()
export class SayLineHandler {
  /** Lines that come at the same time are written together, whosever they are. */
  private readonly saying: Group<Saying, Line>;

  constructor(
    private readonly db: Db,
    private readonly words: Words,
  ) {
    this.saying = db.group('say', async (tx, asks) => {
      const { answers, fresh } = await sayLines(tx, asks);
      for (const line of fresh) chatter(tx, line.liveSessionId, { kind: 'CHAT', line: roomLine(line) });
      return answers;
    });
  }

  @Rpc(Chat.method.say)
  async handle(request: SayLine, caller: Caller) {
    const person = personOf(caller);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const lineId = ChatLineId.parse(request.lineId, 'lineId');
    const [text, name] = [parseLine(request.text), parseName(request.name)];

    const place = await this.db.single((tx) => findPlace(tx, liveSessionId, person.personId));
    if (!place) throw new Problem('not_found');
    assertOnAir(place);
    const crew = isCrew(person, place);
    assertOwnName(name, crew);
    const why = (await this.words.whyNot(place, name, crew)) ?? (await this.words.whyNot(place, text, crew));

    const line = await this.saying.ask({
      ...{ companyId: place.companyId, liveSessionId, lineId, personId: person.personId, text, name, crew },
      moderates: crew && !runs(person, place),
      speakerId: SpeakerId.derive(liveSessionId, person.personId),
      deviceKey: deviceKeyOf(place.companyId, request.deviceId),
      refusal: why && new Problem('chat.refused', { why, reason: REASONS[why] }),
    });
    return { line: shownLine(line) };
  }
}

/** A digest that says nothing outside the company; null where the client has no name for its device. */
const deviceKeyOf = (companyId: string, deviceId: string): string | null =>
  deviceId === '' ? null : contentHash([companyId, deviceId.slice(0, DEVICE_MAX)]).slice(0, 32);
