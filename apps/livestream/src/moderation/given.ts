import { Chat, ChatModeration } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Accounts, LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { AccountId, ActId, ChatLineId, CompanyId, LiveSessionId, PersonId } from '#kernel/id.js';
import { asPerson, type RunningServiceUnderTest } from '#testing/running-service.js';

const { say, standing, list } = Chat.method;

/** A session on air, with those who run it. Its catalog is elsewhere: it went on air by the back door. */
export class OnAir {
  readonly accountId = AccountId.new();
  readonly liveSessionId = LiveSessionId.new();
  readonly seller: string;
  readonly hostId = PersonId.new();
  readonly host: string;
  readonly named: { companyId: CompanyId; liveSessionId: LiveSessionId };

  private constructor(
    readonly livestream: RunningServiceUnderTest,
    readonly companyId = CompanyId.new(),
    readonly sellerId = PersonId.new(),
  ) {
    this.seller = this.member('seller', sellerId);
    this.host = this.member('host', this.hostId);
    this.named = { companyId, liveSessionId: this.liveSessionId };
  }

  static async begin(livestream: RunningServiceUnderTest): Promise<OnAir> {
    return new OnAir(livestream).goOnAir();
  }

  /** Another session of the same company, on another account. */
  beside(): Promise<OnAir> {
    return new OnAir(this.livestream, this.companyId, this.sellerId).goOnAir();
  }

  private async goOnAir(): Promise<this> {
    const { livestream } = this;
    const { companyId, accountId, liveSessionId, seller } = this;
    const account = { companyId, accountId, platform: 'tianjian', name: '田间一号' };
    await livestream.call(Accounts.method.save, account, seller);
    await livestream.call(Accounts.method.setOperators, { ...account, personIds: [this.hostId] }, seller);
    await livestream.call(LiveSessions.method.save, { ...this.named, accountId, title: '开园' }, seller);
    await livestream.sql(`UPDATE live_session SET status = 'LIVE' WHERE live_session_id = $1`, [liveSessionId]);
    return this;
  }

  member(roles: string | string[], personId: PersonId = PersonId.new()): string {
    return asPerson({ personId, memberships: [{ companyId: this.companyId, roles: [roles].flat() }], mandates: [] });
  }

  viewer = (personId: PersonId = PersonId.new()) => asPerson({ personId, memberships: [], mandates: [] });

  say = (by: string, text: string, more: { lineId?: string; deviceId?: string; name?: string } = {}) =>
    this.livestream.call(say, { liveSessionId: this.liveSessionId, lineId: ChatLineId.new(), text, ...more }, by);

  /** The code and details with which a line is refused. */
  refusalOf = (by: string, text = '苹果甜吗', more: object = {}) =>
    this.say(by, text, more).then(
      () => undefined,
      (problem: unknown) => problem,
    );

  /** As if the person had not written for a long time. */
  async rest(): Promise<void> {
    await this.livestream.sql('UPDATE chat_speaker SET paced_until = NULL');
  }

  seen = async () => (await this.livestream.call(list, { liveSessionId: this.liveSessionId })).lines;

  standingOf = (by: string) => this.livestream.call(standing, { liveSessionId: this.liveSessionId }, by);

  configure = (settings: { slowModeS?: number; mutedAll?: boolean }, actId = ActId.new()) =>
    this.livestream.call(ChatModeration.method.configure, { ...this.named, actId, ...settings }, this.host);

  addWords = (words: string[], alike = false) =>
    this.livestream.call(ChatModeration.method.addWords, { companyId: this.companyId, words, alike }, this.seller);

  acts = async () =>
    (await this.livestream.call(ChatModeration.method.listActs, { companyId: this.companyId }, this.seller)).acts;
}
