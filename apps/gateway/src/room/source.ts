import type { JsonObject } from '@bufbuild/protobuf';
import { Injectable } from '@nestjs/common';
import { Room, type RoomFact } from '#contracts/tianjian/livestream/v1/room_pb.js';
import { callContext } from '#messaging/call-context.js';
import { CallerSigner } from '#messaging/caller.js';
import { RpcClient } from '#messaging/rpc-client.js';
import type { ChatLine, Fact, Item, Session } from '#room/protocol.js';

const PATIENCE_MS = 3_000;

/** What livestream knows of rooms, asked for by the gateway itself. */
@Injectable()
export class Source {
  constructor(
    private readonly rpc: RpcClient,
    private readonly signer: CallerSigner,
  ) {}

  /** Problems: not_found, unavailable. */
  async snapshot(liveSessionId: string) {
    const answer = (await this.ask(Room.method.snapshot, { liveSessionId })) as unknown as RoomJson;
    return {
      epoch: answer.epoch,
      seq: Number(answer.seq),
      session: answer.session,
      bagVersion: Number(answer.bagVersion),
      standing: answer.standing.map(asFact),
      chat: answer.chat.map((line) => ({ ...line, at: Number(line.at) })),
      silenced: answer.silenced.map((one) => ({ ...one, until: Number(one.until) })),
      likes: Number(answer.likes),
    };
  }

  /** The facts after one of them, 500 at the most. Problems: not_found, unavailable. */
  async since(liveSessionId: string, afterSeq: number): Promise<{ epoch: string; seq: number; facts: Fact[] }> {
    const answer = (await this.ask(Room.method.since, { liveSessionId, afterSeq: String(afterSeq) })) as unknown as {
      epoch: string;
      seq: string;
      facts: FactJson[];
    };
    return { epoch: answer.epoch, seq: Number(answer.seq), facts: answer.facts.map(asFact) };
  }

  /** Problems: not_found, unavailable. */
  async state(liveSessionId: string, whole: boolean) {
    const answer = (await this.ask(Room.method.state, { liveSessionId, whole })) as unknown as StateJson;
    const { epoch, items, flashOfferId: offerId, flashLeft: left } = answer;
    return { epoch, seq: Number(answer.seq), items, flash: offerId === '' ? undefined : { offerId, left } };
  }

  private ask(method: (typeof Room.method)[keyof typeof Room.method], request: JsonObject) {
    const context = { requestId: '', deadline: Date.now() + PATIENCE_MS };
    return callContext.run(context, () => this.rpc.send(method, request, this.signer.token(undefined, Date.now())));
  }
}

/** The answers in the JSON they travel in: viewers get them as they are. */
interface RoomJson {
  epoch: string;
  seq: string;
  session: Session;
  bagVersion: string;
  standing: FactJson[];
  chat: (Omit<ChatLine, 'at'> & { at: string })[];
  silenced: { speakerId: string; until: string; reason: string }[];
  likes: string;
}

type FactJson = Record<keyof Pick<RoomFact, 'seq' | 'kind' | 'at'>, string> & { body: JsonObject };

interface StateJson {
  epoch: string;
  seq: string;
  items: Item[];
  flashOfferId: string;
  flashLeft: number;
}

const asFact = ({ seq, kind, at, body }: FactJson) => ({ seq: Number(seq), kind, at: Number(at), body }) as Fact;
