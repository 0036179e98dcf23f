import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AccountId, LiveSessionId, type CompanyId, type SkuId } from '#kernel/id.js';
import { addDays, at } from './day.js';

const ACCOUNTS = [
  { platform: 'douyin', name: '甘小胖在田间' },
  { platform: 'douyin', name: '甘小胖果园' },
  { platform: 'kuaishou', name: '甘小胖厨房' },
  { platform: 'channels', name: '甘小胖慢直播' },
];
const MORNING = 9;
const EVENING = 20;

interface Where {
  seed: string;
  companyId: CompanyId;
  today: string;
}

/** Four accounts: one is on air today with a full bag, two have sessions ahead, one has a draft. */
export function airOf({ seed, companyId, today }: Where, bag: SkuId[]) {
  const accounts = ACCOUNTS.map((account, nth) => ({
    companyId,
    accountId: AccountId.derive(seed, companyId, String(nth)),
    ...account,
  }));
  const session = (nth: number, title: string, startsAt?: Date) => ({
    companyId,
    // A later day has sessions of its own.
    liveSessionId: LiveSessionId.derive(seed, companyId, String(nth), today),
    accountId: AccountId.derive(seed, companyId, String(nth)),
    title,
    startsAt: startsAt && timestampFromDate(startsAt),
  });
  const onAir = session(0, '今天从田间发货', at(today, MORNING));
  return {
    accounts,
    sessions: [
      onAir,
      session(1, '果园晚场', at(addDays(today, 1), EVENING)),
      session(2, '一碗宽粉的做法', at(addDays(today, 3), EVENING)),
      session(3, '慢直播：晒场的一天'),
    ],
    onAir: { companyId, liveSessionId: onAir.liveSessionId, skuIds: bag, pinnedSkuId: bag[0] ?? '' },
  };
}
