import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Inject, Injectable } from '@nestjs/common';
import { Verification_State, Verifications } from '#contracts/tianjian/identity/v1/verifications_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { contentHash } from '#kernel/hash.js';
import { CompanyId, LiveSessionId, StreamKeyId, type PersonId } from '#kernel/id.js';
import { signStreamKey, type StreamKeySecrets } from '#kernel/stream-key.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem } from '#problems/problem.js';
import { SETTINGS } from '#service/settings.js';
import { clockOf } from '../clock.sql.js';
import type { LivestreamSettings } from '../config.js';
import { assertNotOver, isOnAir, type Session } from '../sessions/session.js';
import { isAccountOnAir, lockSession } from '../sessions/session.sql.js';
import { assertMayRun } from '../sessions/who-may-run.js';
import { findOnDuty } from '../shifts/duty.sql.js';
import { findShifts } from '../shifts/shift.sql.js';
import { parseDevice } from '../shifts/shift.js';
import { edgeOf, publisherOf, type MediaEdge } from './media-edge.js';
import { assertNotTaken, isOnRoster, KEY_LASTS_S, type GivenKey } from './stream.js';
import { findKey, getReady, giveKey, openStream } from './stream.sql.js';
import { tellEdges } from './tell-edges.js';

interface Asked {
  companyId: string;
  liveSessionId: string;
  keyId: string;
  device: string;
}

interface Wish {
  /** Shows out somebody else who streams. */
  takeOver: boolean;
  /** What makes this another wish under the same id. */
  content: unknown;
  /** What a new key means for those before it. */
  given(tx: Tx, session: Session, key: GivenKey): Promise<void>;
}

/** Gives out keys to who may have one. */
@Injectable()
export class KeyDesk {
  private readonly edges: readonly MediaEdge[];
  private readonly secrets: StreamKeySecrets;

  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
    @Inject(SETTINGS) { mediaEdges, streamKeySecrets }: Partial<LivestreamSettings>,
  ) {
    this.edges = mediaEdges ?? [];
    this.secrets = streamKeySecrets ?? new Map();
  }

  async give(asked: Asked, caller: Caller, wish: Wish) {
    const companyId = CompanyId.parse(asked.companyId);
    const liveSessionId = LiveSessionId.parse(asked.liveSessionId);
    const keyId = StreamKeyId.parse(asked.keyId, 'keyId');
    const device = parseDevice(asked.device);
    const { personId } = personOf(caller);
    const content = contentHash([personId, wish.content]);
    const isVerified = await this.isVerified(companyId, personId);

    const key = await this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      await assertMayRun(tx, caller, companyId, session.accountId);
      const earlier = await findKey(tx, session, keyId);
      if (earlier && earlier.content !== content) throw new Problem('request.repeated_differently');
      if (earlier) return earlier;

      assertNotOver(session);
      if (!isVerified) throw new Problem('host.unverified');
      await assertRostered(tx, session, caller);
      if (this.edges.length === 0 || this.secrets.size === 0) throw new Problem('stream.unavailable');
      if (!isOnAir(session) && (await isAccountOnAir(tx, session))) throw new Problem('account.on_air');
      assertNotTaken(await openStream(tx, session), personId, wish.takeOver);
      const given = await giveKey(tx, session, { keyId, personId, device, content, lastsS: KEY_LASTS_S });
      await wish.given(tx, session, given);
      await getReady(tx, session);
      await tellEdges(tx, session);
      return given;
    });
    return this.answer(companyId, liveSessionId, key);
  }

  /** The key itself is kept nowhere: signed again it is as good. */
  private answer(companyId: CompanyId, liveSessionId: LiveSessionId, key: GivenKey) {
    const edge = edgeOf(this.edges, liveSessionId);
    if (!edge || this.secrets.size === 0) throw new Problem('stream.unavailable');
    const { keyId, personId, issuedAt, expiresAt } = key;
    const serial = Number(key.serial);
    const signed = signStreamKey(this.secrets, { liveSessionId, companyId, personId, serial, expiresAt });
    return {
      ...publisherOf(edge, liveSessionId, signed),
      key: {
        ...{ keyId, personId, serial: key.serial },
        issuedAt: timestampFromDate(issuedAt),
        expiresAt: timestampFromDate(expiresAt),
      },
    };
  }

  /** Unknown is no: while identity is silent, nobody gets a key. Problems: unavailable. */
  private async isVerified(companyId: CompanyId, personId: PersonId): Promise<boolean> {
    const { state } = await this.rpc.to(Verifications).get({ companyId, personId });
    return state === Verification_State.VALID || state === Verification_State.ENDING;
  }
}

/** Problems: stream.off_roster. */
async function assertRostered(tx: Tx, session: Session, caller: Caller): Promise<void> {
  const person = personOf(caller);
  const roster = {
    shifts: await findShifts(tx, session),
    onDuty: await findOnDuty(tx, session),
    isSeller: hasRole(person, session.companyId, ['seller']),
  };
  if (!isOnRoster(person.personId, roster, await clockOf(tx))) throw new Problem('stream.off_roster');
}
