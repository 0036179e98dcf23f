import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Accounts, LiveSessions, type LiveSession_Status } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Shifts } from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import { Streams } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import {
  AccountId,
  CollegeId,
  CompanyId,
  IncubatorId,
  LiveSessionId,
  MembershipId,
  PersonId,
  ShiftId,
  StreamKeyId,
  VerificationId,
} from '#kernel/id.js';
import { asPerson, asService, eventually, type RunningServiceUnderTest } from '#testing/running-service.js';
import { Edge } from './edge.js';

export const STREAM_KEY_SECRETS = JSON.stringify({
  k2: 'the secret of this month, 32 letters',
  k1: 'the secret of last month, 32 letters',
});
export const streamEnv = {
  PAUSE_MAX: '200ms',
  STREAM_KEY_SECRETS,
  MEDIA_EDGES: '[{"edgeId":"edge-1","rtmpUrl":"rtmp://live.example:1935","playUrl":"http://live.example"}]',
};

export interface Session {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
}

export interface Member {
  personId: PersonId;
  /** Made anew each time: it is over after a minute. */
  readonly token: string;
}

export const inMinutes = (minutes: number) => timestampFromDate(new Date(Date.now() + minutes * 60_000));
let phones = 13_650_000_000;

/** A company that streams: its seller, who is nobody identity would know of, and its sessions. */
export class Studio {
  readonly companyId = CompanyId.new();
  readonly incubatorId = IncubatorId.new();
  seller: Member = this.member(PersonId.new(), 'seller');
  /** Hosts of every account, where identity runs. */
  hosts: Member[] = [];
  private readonly mentorId = PersonId.new();

  constructor(
    readonly livestream: RunningServiceUnderTest,
    private readonly identity?: RunningServiceUnderTest,
  ) {}

  /** The company and its people, as identity knows them; the incubator has seen each of them. */
  async isFounded(): Promise<void> {
    const { companyId, incubatorId } = this;
    const collegeId = CollegeId.new();
    const identity = this.identity!;
    const { saveCollege, saveIncubator, foundCompany } = Organisations.method;
    await identity.call(saveCollege, { collegeId, name: '学院' }, asService('operator'));
    await identity.call(saveIncubator, { incubatorId, collegeId, name: '孵化园' }, asService('operator'));
    await identity.call(foundCompany, { companyId, incubatorId, name: '陇上鲜' }, asService('operator'));
    this.seller = await this.givenMember('seller');
    this.hosts = [await this.givenMember('host'), await this.givenMember('host')];
    for (const { personId } of [this.seller, ...this.hosts]) await this.verify(personId);
  }

  /** Somebody who works here. */
  async givenMember(role: 'seller' | 'host'): Promise<Member & { membershipId: MembershipId }> {
    const { companyId } = this;
    const [personId, membershipId] = [PersonId.new(), MembershipId.new()];
    const person = { personId, phone: String((phones += 1)), password: 'tianjian', name: role };
    await this.identity!.call(Organisations.method.savePerson, person, asService('operator'));
    const term = { membershipId, personId, companyId, roles: [role], startsOn: '2020-01-01' };
    await this.identity!.call(Organisations.method.saveMembership, term, asService('operator'));
    return Object.assign(this.member(personId, role), { membershipId });
  }

  verify(personId: string) {
    return this.identity!.sql(
      `INSERT INTO verification (verification_id, person_id, incubator_id, verified_on, valid_until, confirmed_by)
       SELECT $1, $2, $3, current_date, current_date + 180, person_id FROM person WHERE person_id <> $2 LIMIT 1`,
      [VerificationId.new(), personId, this.incubatorId],
    );
  }

  get mentor(): string {
    const mandates = [{ incubatorId: this.incubatorId, role: 'mentor', companyIds: [this.companyId] }];
    return asPerson({ personId: this.mentorId, memberships: [], mandates });
  }

  /** A session on an account of its own. */
  async givenSession(over: object = {}): Promise<Session> {
    const { companyId, livestream, seller } = this;
    const [liveSessionId, accountId] = [LiveSessionId.new(), AccountId.new()];
    const account = { companyId, accountId, platform: 'tianjian', name: '田间' };
    await livestream.call(Accounts.method.save, account, seller.token);
    const personIds = this.hosts.map(({ personId }) => personId);
    const operators = { companyId, accountId, personIds };
    if (personIds.length > 0) await livestream.call(Accounts.method.setOperators, operators, seller.token);
    const session = { companyId, accountId, liveSessionId, title: '果园晚场', ...over };
    await livestream.call(LiveSessions.method.save, session, seller.token);
    return { companyId, liveSessionId };
  }

  keyFor(session: Session, who: Member, over: object = {}) {
    return this.livestream.call(Streams.method.issueKey, { ...session, keyId: StreamKeyId.new(), ...over }, who.token);
  }

  plan(session: Session, { personId }: Member, from: number, until: number) {
    const shift = { ...session, shiftId: ShiftId.new(), personId, stageName: '小芳' };
    const times = { startsAt: inMinutes(from), endsAt: inMinutes(until) };
    return this.livestream.call(Shifts.method.plan, { ...shift, ...times }, this.seller.token);
  }

  async look({ liveSessionId }: Session) {
    return (await this.livestream.call(LiveSessions.method.get, { liveSessionId })).session!;
  }

  deskOf(session: Session) {
    return this.livestream.call(Streams.method.get, session, this.mentor);
  }

  async standingOf({ liveSessionId }: Session) {
    const { sessions } = await this.livestream.call(Streams.method.standing, { edgeId: 'edge-1' }, asService('media'));
    return sessions.find((one) => one.liveSessionId === liveSessionId);
  }

  becomes(session: Session, status: LiveSession_Status) {
    return eventually(async () => (await this.look(session)).status === status);
  }

  edgeFor(session: Session, { who = this.seller, base }: { who?: Member; base?: string } = {}): Edge {
    const where = { ...session, personId: who.personId, edgeId: 'edge-1' };
    return new Edge(this.livestream, base === undefined ? where : { ...where, base });
  }

  private member(personId: PersonId, role: string): Member {
    const memberships = [{ companyId: this.companyId, roles: [role] }];
    return {
      personId,
      get token() {
        return asPerson({ personId, memberships, mandates: [] });
      },
    };
  }
}
