import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import {
  Figures,
  ReadFigures_By,
  ReadFigures_Window,
  type AudienceSchema,
  type CardsSchema,
  type FiguresAnswerSchema,
  type ReadFigures,
  type SellingFiguresSchema,
} from '#contracts/tianjian/livestream/v1/figures_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { hasAccount } from '../accounts/account.sql.js';
import { hasSession } from '../sessions/session.sql.js';
import { addUpAudience, addUpCards, type AudienceSums, type CardSums } from './audience.sql.js';
import { asNumber, quotient, rateBp } from './figures.js';
import { Lately } from './lately.js';
import { addUpMoney, type Money } from './money.sql.js';
import { parseWanted, type By, type Wanted, type Window } from './wanted.js';

const ROWS_MAX = 2_000;
// A cockpit asks every second: what it shows is younger than two, and costs no more than a tenth of a connection however
// many look and however much there is to add up.
const KEPT = { keptMs: 500, timesTaken: 9, max: 1_000 };
const COHORTS = [1, 7, 30] as const;

@Controller()
export class ReadFiguresHandler {
  private readonly lately = new Lately<MessageInitShape<typeof FiguresAnswerSchema>>(KEPT);

  constructor(private readonly db: Db) {}

  @Rpc(Figures.method.read)
  handle(request: ReadFigures) {
    const wanted = parseWanted(request, windowOf(request.window), byOf(request.by), new Date());
    return this.lately.give(JSON.stringify(wanted), () => this.addUp(wanted));
  }

  private async addUp(wanted: Wanted) {
    const asOf = new Date();
    const { money, audience, cards } = await this.db.ofCompany(wanted.companyId, (tx) => read(tx, wanted));
    if (money.length > ROWS_MAX + 1) throw invalid('by', `fewer than ${ROWS_MAX} rows: ask for less at once`);

    const keys = new Set([...money, ...audience, ...cards].map(({ key }) => key));
    keys.delete(null);
    const figuresOf = (key: string | null) => toFigures(of(money, key) ?? NOTHING, of(audience, key), of(cards, key));
    return {
      total: figuresOf(null),
      rows: [...keys].map((key) => ({ key: key ?? '', figures: figuresOf(key) })),
      asOf: timestampFromDate(asOf),
    };
  }
}

/** Problems: not_found. */
async function read(tx: Tx, wanted: Wanted) {
  const { companyId, liveSessionId, accountId, hostId, skuId, by, window } = wanted;
  if (liveSessionId && !(await hasSession(tx, companyId, liveSessionId))) throw new Problem('not_found');
  if (accountId && !(await hasAccount(tx, companyId, accountId))) throw new Problem('not_found');
  const money = await addUpMoney(tx, wanted, ROWS_MAX + 2);
  // Who watches is on no host's account, looks at no item in particular, and has not paid within any window.
  const watched =
    !hostId && !skuId && ['NONE', 'SESSION', 'ACCOUNT'].includes(by) && ['ALL', 'IN_LIVE', 'T0'].includes(window);
  const shown = !hostId && ['NONE', 'SESSION', 'ACCOUNT', 'ITEM'].includes(by);
  return {
    money,
    audience: watched ? await addUpAudience(tx, wanted) : [],
    cards: shown ? await addUpCards(tx, wanted) : [],
  };
}

const of = <Row extends { key: string | null }>(rows: Row[], key: string | null) => rows.find((row) => row.key === key);

function toFigures(
  money: Money,
  audience: AudienceSums | undefined,
  cards: CardSums | undefined,
): MessageInitShape<typeof SellingFiguresSchema> {
  const { paidOrders, buyers, items, paidFen, refundedFen } = money;
  return {
    paidOrders,
    buyers,
    items,
    paidFen,
    refundedFen,
    netFen: paidFen - refundedFen,
    refunds: COHORTS.map((days) => ({
      days,
      refundedOrders: money[`refundedOrders${days}`],
      refundedFen: money[`refundedFen${days}`],
      rateOfMoneyBp: asNumber(rateBp(money[`refundedFen${days}`], paidFen)),
      rateOfOrdersBp: asNumber(rateBp(money[`refundedOrders${days}`], paidOrders)),
    })),
    audience: audience && toAudience(audience),
    cards: cards && toCards(cards, buyers),
    orderValueFen: quotient(paidFen, paidOrders),
    gpmViewFen: audience && quotient(paidFen * 1_000n, audience.views),
    gpmViewerFen: audience && quotient(paidFen * 1_000n, audience.viewers),
    viewerValueFen: audience && quotient(paidFen, audience.viewers),
  };
}

const toAudience = (sums: AudienceSums): MessageInitShape<typeof AudienceSchema> => ({
  views: sums.views,
  viewers: sums.viewers,
  peakViews: sums.peakViews,
  presentS: sums.presentS,
  onAirS: sums.onAirS,
  averageViews: asNumber(quotient(sums.presentS, sums.onAirS)),
  watchedS: sums.watchedS,
  watchedPerViewerS: asNumber(quotient(sums.watchedS, sums.viewers)),
});

const toCards = (sums: CardSums, buyers: number): MessageInitShape<typeof CardsSchema> => ({
  exposedViewers: sums.exposedViewers,
  clickedViewers: sums.clickedViewers,
  clickRateBp: asNumber(rateBp(sums.clickedViewers, sums.exposedViewers)),
  clickedToPaidBp: asNumber(rateBp(buyers, sums.clickedViewers)),
});

const NOTHING: Money = {
  key: null,
  paidOrders: 0,
  buyers: 0,
  items: 0,
  paidFen: 0n,
  refundedFen: 0n,
  refundedFen1: 0n,
  refundedFen7: 0n,
  refundedFen30: 0n,
  refundedOrders1: 0,
  refundedOrders7: 0,
  refundedOrders30: 0,
};

/** Problems: request.invalid. */
function windowOf(window: ReadFigures_Window): Window {
  if (window === ReadFigures_Window.WINDOW_UNSPECIFIED) return 'ALL';
  const name = ReadFigures_Window[window] as Window | undefined;
  if (!name) throw invalid('window', 'IN_LIVE, T0, T7, T30 or IN_REPLAY');
  return name;
}

/** Problems: request.invalid. */
function byOf(by: ReadFigures_By): By {
  if (by === ReadFigures_By.BY_UNSPECIFIED) return 'NONE';
  const name = ReadFigures_By[by] as By | undefined;
  if (!name) throw invalid('by', 'one of the values that the contract names');
  return name;
}
