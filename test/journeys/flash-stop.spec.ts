import { expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#problems/problem.js';
import { times } from '../../apps/catalog/src/given.js';
import { checkoutOf, openTill, signedIn } from './till.js';

const till = openTill();

const BUYERS = 2_000;
// Whoever is told another price has a piece kept for a minute.
const SPARE = 100;
const AT_A_TIME = 64;
const SHARE = 1_500;
const STOPPED_AFTER = 150;
const [LIST_FEN, FLASH_FEN] = [2_500n, 1_900n];
const ASKED_AGAIN = 10;
const AGAIN_MS = 200;

type Press = ReturnType<typeof checkoutOf> & { liveSessionId: string };

it('A flash offer that is stopped while 2,000 press “buy”: each hears the truth, none gets its price afterwards', async () => {
  const noodles = await till.stocked([BUYERS, SPARE], { priceFen: LIST_FEN });
  const liveSessionId = await till.farm.onAir(noodles.companyId, [noodles.skuId]);
  const offerId = await till.farm.flash(noodles, liveSessionId, {
    share: SHARE,
    priceFen: FLASH_FEN,
    perBuyerLimit: 1,
  });
  const freightFen = (await till.placed(noodles)).order.freightFen;
  const seen = FLASH_FEN + freightFen;

  let stopped = false;
  let stopping: Promise<unknown> | undefined;
  const sold: { pressedAfter: boolean; totalFen: bigint }[] = [];
  const told: { pressedAfter: boolean; problem: Problem; checkout: Press; token: string }[] = [];
  /** A phone that shows the flash price: it pays that or is told another. */
  const press = async () => {
    const pressedAfter = stopped;
    const checkout = { ...checkoutOf([noodles, 1]), liveSessionId };
    const token = signedIn();
    for (;;) {
      const answer = await till
        .place({ ...checkout, expectedTotalFen: seen }, token)
        .catch((problem: Problem) => problem);
      if (!(answer instanceof Problem)) return void sold.push({ pressedAfter, totalFen: answer.order!.totalFen });
      if (!['unavailable', 'overloaded'].includes(answer.code)) {
        return void told.push({ pressedAfter, problem: answer, checkout, token });
      }
      await sleep(AGAIN_MS);
    }
  };
  let left = BUYERS;
  await Promise.all(
    times(AT_A_TIME, async () => {
      while ((left -= 1) >= 0) {
        await press();
        if (sold.length >= STOPPED_AFTER) {
          stopping ??= till.farm.closeFlash(noodles.companyId, offerId).then(() => (stopped = true));
        }
      }
    }),
  );
  await stopping;

  expect(sold.length + told.length).toBe(BUYERS);
  for (const one of sold) expect(one).toEqual({ pressedAfter: false, totalFen: seen });
  for (const { problem } of told) {
    expect(problem).toMatchObject({ code: 'price.changed', details: { totalFen: String(LIST_FEN + freightFen) } });
  }
  expect(told.some(({ pressedAfter }) => pressedAfter)).toBe(true);
  // What they were told is what they pay if they say yes.
  for (const { checkout, token } of told.slice(-ASKED_AGAIN)) {
    const { order } = await till.place({ ...checkout, expectedTotalFen: LIST_FEN + freightFen }, token);
    expect(order!.totalFen).toBe(LIST_FEN + freightFen);
  }
  expect(await till.farm.unbalanced()).toEqual([]);
}, 180_000);
