import { useState } from 'preact/hooks';
import { ask, query, signedInPerson } from '../door/door.js';
import { problemFrom, type Problem } from '../door/problem.js';
import type { Order } from '../door/shapes.js';
import { momentOf } from '../kernel/days.js';
import { SignInFirst } from '../people/sign-in.js';
import { addressOf } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { Page } from '../shell/page.js';
import { useAsked, useKept } from '../shell/use.js';
import { Price } from '../ui/price.js';
import { Coming, Empty, Failed, Wrong } from '../ui/states.js';
import { locale, say } from '../words/say.js';
import { statusWord, toneOf } from './status.js';

interface OrderPageAnswer {
  orders: Order[];
  nextPageToken: string;
}

const LOOK_AGAIN_MS = 20_000;

const pageOf = (pageToken: string) => ask<OrderPageAnswer>('GET', `/orders${query({ pageSize: 20, pageToken })}`);

export function OrdersPage() {
  const person = useKept(() => signedInPerson()?.personId);
  return (
    <Page title={say('orders')} back="/me">
      {person ? <Mine key={person} /> : <SignInFirst />}
    </Page>
  );
}

function Mine() {
  const first = useAsked('orders', () => pageOf(''), { every: LOOK_AGAIN_MS });
  const [older, setOlder] = useState<OrderPageAnswer[]>([]);
  const [problem, setProblem] = useState<Problem>();
  if (!first.value) return first.problem ? <Failed problem={first.problem} again={first.again} /> : <Coming />;
  const pages = [first.value, ...older];
  const orders = pages.flatMap((page) => page.orders);
  const next = pages.at(-1)?.nextPageToken ?? '';
  if (orders.length === 0) {
    return (
      <Empty icon="box" title={say('noOrders')}>
        <Link class="button" href={addressOf('goods')}>
          {say('lookAround')}
        </Link>
      </Empty>
    );
  }
  return (
    <>
      <ul class="plain cards">
        {orders.map((order) => (
          <li key={order.orderId}>
            <Link class="card order-card" href={addressOf('order', order.orderId)}>
              <span class="order-head">
                <span class="hint grow">{order.placedAt && momentOf(order.placedAt, locale())}</span>
                <span class={`tag ${toneOf(order)}`}>{statusWord(order)}</span>
              </span>
              {order.lines.map((line) => (
                <span key={line.lineId} class="order-line">
                  <span class="grow">{line.title}</span>
                  <span class="hint">× {line.quantity}</span>
                </span>
              ))}
              <span class="order-sum">
                {say('total')} <Price of={order.totalFen} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <Wrong problem={problem} />
      {next !== '' && (
        <button
          type="button"
          class="button quiet wide more"
          onClick={() =>
            void pageOf(next).then(
              (page) => setOlder([...older, page]),
              (error: unknown) => setProblem(problemFrom(error)),
            )
          }
        >
          {say('more')}
        </button>
      )}
    </>
  );
}
