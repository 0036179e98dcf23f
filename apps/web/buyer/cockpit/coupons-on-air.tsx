import { useState } from 'preact/hooks';
import type { RoomView } from '#room/view.js';
import { ask, query } from '../door/door.js';
import { serverNow } from '../kernel/clock.js';
import { countdown, msUntil } from '../kernel/days.js';
import { newId } from '../kernel/ids.js';
import { useAsked, useDoing, useTick } from '../shell/use.js';
import { Failed, Wrong } from '../ui/states.js';
import type { Coupon, CouponOffer } from './shapes.js';
import { say } from './words.js';

const MINUTES = [3, 10, 30];
const LOOK_MS = 5_000;

/** Coupons that viewers may claim: offered and ended with one tap each. */
export function CouponsOnAir({ room }: { room: RoomView }) {
  const { companyId, liveSessionId } = room.session;
  const [minutes, setMinutes] = useState<number>(10);
  const { doing, problem, run } = useDoing();
  const told = room.coupons.map(({ couponId, endsAt }) => couponId + (endsAt ?? '')).join();
  const open = useAsked(`offers ${liveSessionId} ${told}`, async () => {
    const { offers } = await ask<{ offers: CouponOffer[] }>('GET', `/live-sessions/${liveSessionId}/coupon-offers`);
    return offers;
  });
  const coupons = useAsked(
    `coupons ${liveSessionId}`,
    async () => {
      const page = await ask<{ coupons: Coupon[] }>(
        'GET',
        `/companies/${companyId}/coupons${query({ pageSize: 100 })}`,
      );
      return page.coupons.filter((coupon) => isOfferable(coupon, liveSessionId));
    },
    { every: LOOK_MS },
  );
  useTick(1_000, room.coupons.length > 0);

  const at = `/companies/${companyId}/live-sessions/${liveSessionId}/coupon-offers`;
  const offer = (couponId: string) =>
    void run(() => ask('POST', at, { offerId: newId(), couponId, lastsS: minutes * 60 })).then(open.again);
  const end = (offerId: string) => void run(() => ask('POST', `${at}/${offerId}/end`, {})).then(open.again);
  const offerOf = new Map((open.value ?? []).map((one) => [one.couponId, one]));
  const list = coupons.value ?? [];
  return (
    <section class="card coupons-on-air" aria-label={say('coupons')}>
      <h2>{say('coupons')}</h2>
      {coupons.problem && list.length === 0 && <Failed problem={coupons.problem} again={coupons.again} />}
      {coupons.value?.length === 0 && <p class="hint">{say('noCoupons')}</p>}
      {list.length > 0 && (
        <div class="flash-prices" role="group" aria-label={say('offerLasts')}>
          {MINUTES.map((one) => (
            <button key={one} type="button" class="chip" aria-pressed={minutes === one} onClick={() => setMinutes(one)}>
              {say('minutes', one)}
            </button>
          ))}
        </div>
      )}
      <Wrong problem={problem} />
      <ul class="plain">
        {list.map((coupon) => {
          const running = room.coupons.find(({ couponId }) => couponId === coupon.couponId);
          const offered = running && offerOf.get(coupon.couponId);
          return (
            <li key={coupon.couponId} class={running ? 'bag-line now' : 'bag-line'}>
              <span class="grow">
                {running?.words ?? coupon.title}
                <span class="hint">
                  {say('couponClaimed', coupon.claimed, coupon.quota)}
                  {running?.endsAt && ` · ${countdown(msUntil(running.endsAt))}`}
                </span>
              </span>
              {running ? (
                <button
                  type="button"
                  class="button quiet small"
                  disabled={doing || !offered}
                  aria-label={`${say('endCoupon')} ${coupon.title}`}
                  onClick={() => offered && end(offered.offerId)}
                >
                  {say('endCoupon')}
                </button>
              ) : (
                <button
                  type="button"
                  class="button small"
                  disabled={doing || coupon.claimed >= coupon.quota}
                  aria-label={`${say('offerCoupon')} ${coupon.title}`}
                  onClick={() => offer(coupon.couponId)}
                >
                  {say('offerCoupon')}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** As livestream judges it; what it refuses for all that is said. */
function isOfferable(coupon: Coupon, liveSessionId: string): boolean {
  const begun = !coupon.startsAt || Date.parse(coupon.startsAt) <= serverNow();
  const over =
    coupon.endedAt !== undefined || (coupon.endsAt !== undefined && Date.parse(coupon.endsAt) <= serverNow());
  const elsewhere = coupon.liveSessionId !== '' && coupon.liveSessionId !== liveSessionId;
  return coupon.claimOnly && begun && !over && !elsewhere;
}
