import type { ComponentType } from 'preact';
import { Empty } from '../ui/states.js';
import { language, say } from '../words/say.js';
import { addressOf, usePlace, type PageName } from './address.js';
import { useCell } from './cell.js';
import { AirPage, CheckoutSheet, ProductPage, ProductsPage, RoomPage, Toasts } from './first.js';
import { lazy } from './lazy.js';
import { Link } from './link.js';
import { Page } from './page.js';

// What a buyer needs from a link to "buy" comes at once; the rest when somebody goes there.
const later = lazy(() => import('./later.js'));
// Buyers never go there.
const cockpit = lazy(() => import('./cockpit.js'));
// With the library that plays what was kept of a show.
const Replay = lazy(() => import('./replay.js'))((all) => all.Replay);

const pages: Record<PageName, ComponentType<{ id: string }>> = {
  air: AirPage,
  room: ({ id }) => <RoomPage id={id} Replay={Replay} />,
  goods: ProductsPage,
  product: ProductPage,
  lot: later((all) => all.LotPage),
  cart: later((all) => all.CartPage),
  orders: later((all) => all.OrdersPage),
  order: later((all) => all.OrderPage),
  claim: later((all) => all.ClaimPage),
  me: later((all) => all.MePage),
  addresses: later((all) => all.AddressesPage),
  cockpits: cockpit((all) => all.CockpitsPage),
  cockpit: cockpit((all) => all.CockpitPage),
  bans: cockpit((all) => all.BansPage),
  presales: cockpit((all) => all.PreSalesPage),
};

export function App() {
  const { page, id } = usePlace();
  const spoken = useCell(language);
  const Shown = page ? pages[page] : Nowhere;
  return (
    <>
      <Shown key={`${page} ${id} ${spoken}`} id={id} />
      <CheckoutSheet />
      <Toasts />
    </>
  );
}

function Nowhere() {
  return (
    <Page title={say('notFound')} back="/">
      <Empty title={say('notFoundWhy')}>
        <nav class="ways-on" aria-label={say('waysOn')}>
          <Link class="button" href={addressOf('air')}>
            {say('toAir')}
          </Link>
          <Link class="button quiet" href={addressOf('goods')}>
            {say('lookAround')}
          </Link>
          <Link class="button quiet" href={addressOf('orders')}>
            {say('orders')}
          </Link>
        </nav>
      </Empty>
    </Page>
  );
}
