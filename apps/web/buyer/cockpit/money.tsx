import { useRef } from 'preact/hooks';
import { ask } from '../door/door.js';
import type { SalesFigures } from '../door/shapes.js';
import { fen } from '../kernel/money.js';
import { useAsked } from '../shell/use.js';
import { Price } from '../ui/price.js';
import { Coming, Failed } from '../ui/states.js';
import { say } from './words.js';

const LOOK_MS = 1_000;
const MINUTE_MS = 60_000;

interface Sample {
  at: number;
  orders: number;
  paid: bigint;
}

/** What the show has sold by now, as counted from paid orders; and the last minute of it, as this page saw it. */
export function Money({ companyId, liveSessionId }: { companyId: string; liveSessionId: string }) {
  const samples = useRef<Sample[]>([]);
  const sales = useAsked(
    `sales ${liveSessionId}`,
    () => ask<SalesFigures>('GET', `/companies/${companyId}/live-sessions/${liveSessionId}/sales`),
    { every: LOOK_MS },
  );
  const figures = sales.value;
  if (!figures) return sales.problem ? <Failed problem={sales.problem} again={sales.again} /> : <Coming shapes={1} />;

  const now: Sample = { at: performance.now(), orders: figures.paidOrders, paid: fen(figures.gmvPaidFen) };
  samples.current = [...samples.current.filter(({ at }) => at > now.at - MINUTE_MS), now];
  const before = samples.current[0] ?? now;
  return (
    <section class="tiles" aria-label={say('sales')}>
      <p class="tile large" data-tile="paid">
        <span>{say('moneyPaid')}</span>
        <Price of={figures.gmvPaidFen} size="large" />
        <small>
          +<Price of={now.paid - before.paid} size="small" /> {say('perMinute')}
        </small>
      </p>
      <p class="tile" data-tile="orders">
        <span>{say('paidOrders')}</span>
        <b>{figures.paidOrders}</b>
        <small>
          +{now.orders - before.orders} {say('perMinute')}
        </small>
      </p>
      <p class="tile" data-tile="items">
        <span>{say('pieces')}</span>
        <b>{figures.items}</b>
      </p>
      <p class="tile" data-tile="net">
        <span>{say('moneyNet')}</span>
        <Price of={figures.gmvNetFen} />
      </p>
    </section>
  );
}
