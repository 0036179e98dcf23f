import { useState } from 'preact/hooks';
import { putInCart } from '../cart/cart.js';
import { openCheckouts, resume } from '../checkout/desk.js';
import { shownCheckout } from '../checkout/open.js';
import { ask, signedInPerson } from '../door/door.js';
import type { Order, Refund } from '../door/shapes.js';
import { countdown, momentOf, msUntil } from '../kernel/days.js';
import { fen, money } from '../kernel/money.js';
import { SignInFirst } from '../people/sign-in.js';
import { AddressLine } from '../addresses/address-line.js';
import { ShopLine } from '../products/shop-line.js';
import { addressOf, go } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { Page } from '../shell/page.js';
import { useAsked, useDoing, useKept, useTick } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Icon } from '../ui/icon.js';
import { Price } from '../ui/price.js';
import { Coming, Failed, Wrong } from '../ui/states.js';
import { locale, say, type Word } from '../words/say.js';
import { isRefundable, isToSendBack, refundWord, statusWord } from './status.js';

const LOOK_AGAIN_MS = 5_000;

export function OrderPage({ id }: { id: string }) {
  const person = useKept(() => signedInPerson()?.personId);
  return (
    <Page title={say('order')} back="/orders">
      {person ? <Shown key={person} orderId={id} /> : <SignInFirst />}
    </Page>
  );
}

function Shown({ orderId }: { orderId: string }) {
  const asked = useAsked(
    `order ${orderId}`,
    async () => (await ask<{ order: Order }>('GET', `/orders/${orderId}`)).order,
    {
      every: LOOK_AGAIN_MS,
    },
  );
  const carriers = useAsked(asked.value?.shipments.length ? 'carriers' : undefined, listCarriers);
  const { doing, problem, run } = useDoing();
  const order = asked.value;
  if (!order) return asked.problem ? <Failed problem={asked.problem} again={asked.again} /> : <Coming />;
  const act = (work: () => Promise<unknown>) => void run(work).then(asked.again);
  const awaits = order.status === 'AWAITING_PAYMENT';
  const pay = () => {
    const known = openCheckouts().find((checkout) => checkout.orderId === order.orderId);
    shownCheckout.set((known ?? resume(order)).checkoutId);
  };
  return (
    <>
      <section class="card order-status">
        <h2>{statusWord(order)}</h2>
        {awaits && order.expiresAt && <PayWithin at={order.expiresAt} />}
        {order.preSale && <p class="hint">{preSaleWord(order.preSale)}</p>}
        <Way order={order} />
        {awaits && (
          <div class="buttons">
            <button type="button" class="button buy" onClick={pay}>
              {say('payNow')} <Price of={order.totalFen} size="small" />
            </button>
            <button
              type="button"
              class="button quiet"
              disabled={doing}
              onClick={() => act(() => ask('POST', `/orders/${orderId}/cancel`, {}))}
            >
              {say('cancelOrder')}
            </button>
          </div>
        )}
        <Wrong problem={problem} />
      </section>

      {order.shipments.map((parcel) => (
        <section key={parcel.shipmentId} class="card parcel">
          <Icon name="truck" />
          <p class="grow">
            <b>{say(parcel.deliveredAt ? 'parcelArrived' : 'parcelOnItsWay')}</b>
            <span class="hint">
              {carriers.value?.find(({ code }) => code === parcel.carrier)?.name ?? parcel.carrier}{' '}
              {parcel.trackingNumber}
            </span>
          </p>
        </section>
      ))}

      {order.refunds.map((refund) => (
        <Asked key={refund.refundId} refund={refund} doing={doing} act={act} />
      ))}

      <section class="card">
        <ShopLine companyId={order.companyId} />
        <ul class="plain">
          {order.lines.map((line) => (
            <li key={line.lineId} class="line">
              <div class="grow">
                <p class="line-title">{line.title}</p>
                <p class="hint">
                  {money(fen(line.priceFen))} × {line.quantity}
                  {fen(line.refundedFen) > 0n && <> · {say('wentBack', money(fen(line.refundedFen)))}</>}
                </p>
              </div>
              <Price of={line.amountFen} size="small" />
            </li>
          ))}
        </ul>
        <dl class="sums">
          <dt>{say('freight')}</dt>
          <dd>{money(fen(order.freightFen))}</dd>
          {fen(order.discountFen) > 0n && (
            <>
              <dt>{say('discount')}</dt>
              <dd class="less">{money(-fen(order.discountFen))}</dd>
            </>
          )}
          <dt class="total">{say('total')}</dt>
          <dd class="total">
            <Price of={order.totalFen} />
          </dd>
        </dl>
        {order.shippingAddress && (
          <p class="row-button">
            <Icon name="pin" />
            <AddressLine address={order.shippingAddress} />
          </p>
        )}
        <p class="hint number-of">
          {say('orderNumber')} <span>{order.orderId}</span>
        </p>
      </section>

      <div class="buttons">
        {order.status === 'SHIPPED' && (
          <button
            type="button"
            class="button"
            disabled={doing}
            onClick={() => act(() => ask('POST', `/orders/${orderId}/confirm`, {}))}
          >
            {say('confirmArrival')}
          </button>
        )}
        {isRefundable(order) && (
          <Link class="button quiet" href={addressOf('claim', orderId)}>
            {say('askBack')}
          </Link>
        )}
        {!awaits && (
          <button type="button" class="button quiet" disabled={doing} onClick={() => void run(() => buyAgain(order))}>
            {say('buyAgain')}
          </button>
        )}
      </div>
    </>
  );
}

/** What a buyer waits for. */
function preSaleWord({ state, expectedOn, shipBy }: NonNullable<Order['preSale']>): string {
  const words = { WAITING: 'preSaleWaiting', READY: 'preSaleReady', SHORT: 'preSaleShort' } as const;
  return say(words[state], expectedOn, shipBy);
}

const listCarriers = async () =>
  (await ask<{ carriers: { code: string; name: string }[] }>('GET', '/carriers')).carriers;

/** Into the cart with all of it that is still on sale. */
async function buyAgain({ lines }: Order): Promise<void> {
  for (const { skuId, quantity } of lines) await putInCart(skuId, quantity);
  go(addressOf('cart'));
}

function PayWithin({ at }: { at: string }) {
  useTick(1_000);
  return <p class="hint">{say('payWithin', countdown(msUntil(at)))}</p>;
}

/** From placed to completed, as far as it came. */
function Way({ order }: { order: Order }) {
  if (['CANCELLED', 'EXPIRED'].includes(order.status)) return null;
  const shipped = order.shipments.map(({ shippedAt }) => shippedAt).find(Boolean);
  const isPaid = !['AWAITING_PAYMENT', 'EXPIRING'].includes(order.status);
  const steps: { word: Word; done: boolean; at: string | undefined }[] = [
    { word: 'wayPlaced', done: true, at: order.placedAt },
    { word: 'wayPaid', done: isPaid, at: undefined },
    { word: 'wayPacked', done: Boolean(order.packedAt ?? shipped), at: order.packedAt },
    { word: 'wayShipped', done: ['SHIPPED', 'COMPLETED'].includes(order.status), at: shipped },
    { word: 'wayCompleted', done: order.status === 'COMPLETED', at: order.completedAt },
  ];
  return (
    <ol class="way plain">
      {steps.map(({ word, done, at }) => (
        <li key={word} class={done ? 'done' : ''}>
          <i aria-hidden="true">{done && <Icon name="check" size={14} />}</i>
          <span>{say(word)}</span>
          <small>{done && at && momentOf(at, locale())}</small>
        </li>
      ))}
    </ol>
  );
}

interface AskedProps {
  refund: Refund;
  doing: boolean;
  act: (work: () => Promise<unknown>) => void;
}

function Asked({ refund, doing, act }: AskedProps) {
  const { refundId, status, amountFen, reason, kind, decideBy, decisionReason, goodsSentAt } = refund;
  const open = status === 'REQUESTED';
  const toSendBack = open && isToSendBack(refund);
  return (
    <section class="card">
      <p class="order-head">
        <b class="grow">{say('askedBack')}</b>
        <span class={`tag ${status === 'SUCCEEDED' ? 'green' : 'warm'}`}>{refundWord(refund)}</span>
      </p>
      <p>
        <Price of={amountFen} size="small" /> <span class="hint">{reason}</span>
      </p>
      {toSendBack && <SendBack refund={refund} doing={doing} act={act} />}
      {open && kind === 'RETURN' && goodsSentAt && <p class="hint">{say('goodsAreBack')}</p>}
      {open && kind !== 'RETURN' && decideBy && <p class="hint">{say('decidesBy', momentOf(decideBy, locale()))}</p>}
      {decisionReason && <p class="hint">{decisionReason}</p>}
      {open && !goodsSentAt && (
        <button
          type="button"
          class="button quiet small"
          disabled={doing}
          onClick={() => act(() => ask('POST', `/refunds/${refundId}/withdrawal`, {}))}
        >
          {say('askNoLonger')}
        </button>
      )}
    </section>
  );
}

/** Of a return within seven days: with what the goods went back. Until then the shop has nothing to decide. */
function SendBack({ refund: { refundId, decideBy }, doing, act }: AskedProps) {
  const [carrier, setCarrier] = useState('');
  const [trackingNumber, setTrackingNumber] = useState('');
  const send = (event: Event) => {
    event.preventDefault();
    act(() => ask('POST', `/refunds/${refundId}/goods-back`, { carrier, trackingNumber }));
  };
  return (
    <form class="form" onSubmit={send}>
      {decideBy && <p class="hint">{say('sendBackBy', momentOf(decideBy, locale()))}</p>}
      <Field label={say('carrier')} required maxLength={40} value={carrier} onValue={setCarrier} />
      <Field label={say('trackingNumber')} required maxLength={60} value={trackingNumber} onValue={setTrackingNumber} />
      <button type="submit" class="button" disabled={doing}>
        {say('sentBack')}
      </button>
    </form>
  );
}
