import { ask, query } from '../door/door.js';
import type { LiveSession, ProductSummary } from '../door/shapes.js';
import { clockTime, dayOf } from '../kernel/days.js';
import { ProductCard } from '../products/product-card.js';
import { useShop } from '../products/shop.js';
import { Player } from '../room/player.js';
import { addressOf } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { Page } from '../shell/page.js';
import { useAsked } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Price } from '../ui/price.js';
import { Coming, Empty, Failed } from '../ui/states.js';
import { locale, say } from '../words/say.js';

const LOOK_AGAIN_MS = 10_000;

const sessionsIn = async (status: string) =>
  (await ask<{ sessions: LiveSession[] }>('GET', `/live-sessions${query({ status })}`)).sessions;

/** The first page: what is on air, what is announced, what is fresh. */
export function AirPage() {
  const live = useAsked('live', () => sessionsIn('LIVE'), { every: LOOK_AGAIN_MS });
  const ahead = useAsked('announced', () => sessionsIn('SCHEDULED'), { every: 6 * LOOK_AGAIN_MS });
  const fresh = useAsked('fresh', async () => {
    const page = await ask<{ products: ProductSummary[] }>(
      'GET',
      `/products${query({ pageSize: 12, availableOnly: true })}`,
    );
    return page.products;
  });
  const soonest = [...(ahead.value ?? [])].sort((one, other) =>
    (one.startsAt ?? '9').localeCompare(other.startsAt ?? '9'),
  );
  return (
    <Page title={say('onAir')} wide>
      <section aria-labelledby="live-now">
        <h2 id="live-now" class="section-title">
          <i class="live-dot" /> {say('onAirNow')}
        </h2>
        {!live.value &&
          (live.problem ? <Failed problem={live.problem} again={live.again} /> : <Coming kind="card" shapes={1} />)}
        {live.value?.length === 0 && <Empty icon="air" title={say('nobodyOnAir')} />}
        <div class="airing">
          {live.value?.map((session) => (
            <OnAir key={session.liveSessionId} session={session} />
          ))}
        </div>
      </section>
      {soonest.length > 0 && (
        <section aria-labelledby="announced">
          <h2 id="announced" class="section-title">
            {say('announced')}
          </h2>
          <ul class="plain ahead">
            {soonest.map((session) => (
              <Ahead key={session.liveSessionId} session={session} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="fresh">
        <h2 id="fresh" class="section-title">
          {say('freshNow')}
          <Link href={addressOf('goods')}>
            {say('all')} <Icon name="right" size={16} />
          </Link>
        </h2>
        {!fresh.value &&
          (fresh.problem ? <Failed problem={fresh.problem} again={fresh.again} /> : <Coming kind="card" shapes={4} />)}
        <div class="product-grid">
          {fresh.value?.map((product) => (
            <ProductCard key={product.productId} product={product} />
          ))}
        </div>
      </section>
    </Page>
  );
}

function OnAir({ session }: { session: LiveSession }) {
  const shop = useShop(session.companyId);
  const pinned = session.bag.find(({ skuId }) => skuId === session.pinnedSkuId);
  return (
    <Link class="air-card" href={addressOf('room', session.liveSessionId)}>
      <Player />
      <span class="air-shade" />
      <span class="tag red">
        <i class="live-dot" /> {say('live')}
      </span>
      <span class="air-words">
        <b>{session.title}</b>
        <span>{shop?.name}</span>
      </span>
      {pinned && (
        <span class="air-pinned">
          <span class="grow">
            <small>{say('explaining')}</small> {pinned.title}
          </span>
          <Price of={pinned.priceFen} size="small" />
        </span>
      )}
      <span class="button buy">{say('enterRoom')}</span>
    </Link>
  );
}

function Ahead({ session }: { session: LiveSession }) {
  const shop = useShop(session.companyId);
  return (
    <li>
      <Link class="ahead-card" href={addressOf('room', session.liveSessionId)}>
        {session.startsAt && (
          <span class="ahead-day">
            <b>{clockTime(session.startsAt, locale())}</b>
            {dayOf(session.startsAt, locale())}
          </span>
        )}
        <span class="grow">
          <b>{session.title}</b>
          <span class="hint">{shop?.name}</span>
        </span>
        <Icon name="right" size={18} />
      </Link>
    </li>
  );
}
