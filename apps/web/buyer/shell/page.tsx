import type { ComponentChildren } from 'preact';
import { cartCount } from '../cart/cart.js';
import { openCheckouts } from '../checkout/desk.js';
import { shownCheckout } from '../checkout/open.js';
import { showsLastSeen } from '../offline/last-seen.js';
import { Icon, type IconName } from '../ui/icon.js';
import { say, type Word } from '../words/say.js';
import { addressOf, back, usePlace, type PageName } from './address.js';
import { useCell } from './cell.js';
import { Link } from './link.js';
import { useKept, useTitle } from './use.js';

const TABS: { page: PageName; icon: IconName; word: Word; also: PageName[] }[] = [
  { page: 'air', icon: 'air', word: 'onAir', also: [] },
  { page: 'goods', icon: 'leaf', word: 'allGoods', also: ['product', 'lot'] },
  { page: 'cart', icon: 'cart', word: 'cart', also: [] },
  { page: 'me', icon: 'me', word: 'mine', also: ['orders', 'order', 'claim', 'addresses'] },
];

interface PageProps {
  title: string;
  /** Where "back" leads to whoever came by a link; absent on the pages of the tabs. */
  back?: string;
  children: ComponentChildren;
  /** Stays at the lower edge, in the place of the tabs. */
  foot?: ComponentChildren;
  wide?: boolean;
}

/** The frame of every page of the shop; the room has none. */
export function Page({ title, back: upTo, children, foot, wide }: PageProps) {
  useTitle(title);
  return (
    <div class="page">
      <header class="top">
        <div class="top-inside">
          {upTo ? (
            <button type="button" class="round" aria-label={say('back')} onClick={() => back(upTo)}>
              <Icon name="back" />
            </button>
          ) : (
            <Link class="brand" href="/">
              <img src="/icon.svg" alt="" width="32" height="32" />
              <b>田间</b>
            </Link>
          )}
          <h1 class={upTo ? '' : 'unseen'}>{title}</h1>
          <Tabs />
        </div>
      </header>
      <LastSeen />
      <Unfinished />
      <main class={wide ? 'main wide' : 'main'}>{children}</main>
      {foot ? <div class="foot">{foot}</div> : <div class="tab-bar">{<Tabs />}</div>}
    </div>
  );
}

function Tabs() {
  const { page } = usePlace();
  const count = useKept(cartCount);
  return (
    <nav class="tabs-nav" aria-label={say('mainPages')}>
      {TABS.map((tab) => {
        const here = page === tab.page || (page !== undefined && tab.also.includes(page));
        return (
          <Link key={tab.page} href={addressOf(tab.page)} aria-current={here ? 'page' : undefined}>
            <Icon name={tab.icon} />
            <span>{say(tab.word)}</span>
            {tab.page === 'cart' && count > 0 && <i class="count">{count}</i>}
          </Link>
        );
      })}
    </nav>
  );
}

/** What was sent and is not at its end stays in sight on every page. */
export function Unfinished() {
  const open = useKept(openCheckouts).filter(({ step }) => step !== 'PAID' && step !== 'OVER');
  const [first] = open;
  if (!first) return null;
  return (
    <button type="button" class="unfinished" onClick={() => shownCheckout.set(first.checkoutId)}>
      <Icon name="clock" size={20} />
      <span class="grow">{say(first.step === 'PLACED' ? 'oneToPay' : 'oneProcessing')}</span>
      <b>{say(first.step === 'PLACED' ? 'payNow' : 'look')}</b>
    </button>
  );
}

/** Without a network: that what is shown may be old. */
export function LastSeen() {
  if (!useCell(showsLastSeen)) return null;
  return (
    <p class="last-seen" role="status">
      <Icon name="off" size={18} /> {say('offlineNow')}
    </p>
  );
}
