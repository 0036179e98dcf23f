import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Farm } from '../../apps/catalog/src/given.js';
import { Accounts, LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { AccountId, CompanyId, LiveSessionId, PersonId, type SkuId } from '#kernel/id.js';
import { asPerson, type RunningServiceUnderTest } from '#testing/running-service.js';

/** A company with goods in the catalog and an account to sell them on. */
export class Stage {
  readonly companyId = CompanyId.new();
  readonly accountId = AccountId.new();
  readonly seller = asPerson({
    personId: PersonId.new(),
    memberships: [{ companyId: this.companyId, roles: ['seller'] }],
    mandates: [],
  });

  private constructor(
    private readonly livestream: RunningServiceUnderTest,
    private readonly farm: Farm,
  ) {}

  static async build(livestream: RunningServiceUnderTest, catalog: RunningServiceUnderTest): Promise<Stage> {
    const stage = new Stage(livestream, new Farm(catalog));
    const { companyId, accountId } = stage;
    const account = { companyId, accountId, platform: 'douyin', name: '甘小胖在田间' };
    await livestream.call(Accounts.method.save, account, stage.seller);
    return stage;
  }

  async sku(pieces: number, priceFen = 2_500n): Promise<SkuId> {
    const { skuId } = await this.farm.stocked(pieces > 0 ? [pieces] : [], { companyId: this.companyId, priceFen });
    return skuId;
  }

  async planned(bag: SkuId[] = []): Promise<LiveSessionId> {
    const liveSessionId = LiveSessionId.new();
    const startsAt = timestampFromDate(new Date());
    const { companyId, accountId, seller } = this;
    const session = { companyId, accountId, liveSessionId, title: '宽粉专场', startsAt };
    await this.livestream.call(LiveSessions.method.save, session, seller);
    if (bag.length > 0) await this.setBag(liveSessionId, bag);
    return liveSessionId;
  }

  async onAir(bag: SkuId[] = []): Promise<LiveSessionId> {
    const liveSessionId = await this.planned(bag);
    await this.start(liveSessionId);
    return liveSessionId;
  }

  setBag = (liveSessionId: LiveSessionId, skuIds: string[]) =>
    this.livestream.call(LiveSessions.method.setBag, { ...this.named(liveSessionId), skuIds }, this.seller);

  start = (liveSessionId: LiveSessionId) =>
    this.livestream.call(LiveSessions.method.start, this.named(liveSessionId), this.seller);

  end = (liveSessionId: LiveSessionId) =>
    this.livestream.call(LiveSessions.method.end, this.named(liveSessionId), this.seller);

  pin = (liveSessionId: LiveSessionId, skuId: string) =>
    this.livestream.call(LiveSessions.method.pin, { ...this.named(liveSessionId), skuId }, this.seller);

  async look(liveSessionId: LiveSessionId) {
    return (await this.livestream.call(LiveSessions.method.get, { liveSessionId })).session!;
  }

  named = (liveSessionId: LiveSessionId) => ({ companyId: this.companyId, liveSessionId });
}
