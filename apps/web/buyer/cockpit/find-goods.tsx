import { useState } from 'preact/hooks';
import type { Item } from '#room/protocol.js';
import { ask, query } from '../door/door.js';
import type { Product, ProductSummary } from '../door/shapes.js';
import { Icon } from '../ui/icon.js';
import { Price } from '../ui/price.js';
import { Coming, Empty, Failed, Spinner } from '../ui/states.js';
import { usePages } from './use-pages.js';
import { say } from './words.js';

const AT_ONCE = 8;

interface FindGoodsProps {
  companyId: string;
  /** What is on the shelf already. */
  has: ReadonlySet<string>;
  full: boolean;
  onAdd: (item: Item) => void;
}

/** The company's own SKUs, the newest first, or those that are looked for. */
export function FindGoods({ companyId, has, full, onAdd }: FindGoodsProps) {
  const [words, setWords] = useState('');
  const [q, setQ] = useState('');
  const found = usePages(`goods ${companyId} ${q}`, (pageToken) => skusOf({ companyId, q, pageToken }));
  const skus = found.pages.flatMap((page) => page.skus);
  return (
    <section class="card find-goods" aria-label={say('fillBag')}>
      <h2>{say('fillBag')}</h2>
      <form
        class="search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setQ(words.trim());
        }}
      >
        <Icon name="search" size={20} />
        <input
          type="search"
          enterkeyhint="search"
          aria-label={say('searchOwn')}
          placeholder={say('searchOwn')}
          value={words}
          maxLength={60}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <button type="submit">{say('search')}</button>
      </form>
      {full && <p class="wrong">{say('bagFull')}</p>}
      <ul class="plain">
        {skus.map((item) => (
          <li key={item.skuId} class="bag-line">
            <span class="grow">
              {item.title}
              <span class="hint">
                <Price of={item.priceFen} size="small" />{' '}
                {item.available === 0 ? say('soldOut') : say('left', item.available)}
              </span>
            </span>
            {has.has(item.skuId) ? (
              <span class="tag green">{say('inBag')}</span>
            ) : (
              <button
                type="button"
                class="button quiet small"
                disabled={full}
                aria-label={`${say('addToBag')} ${item.title}`}
                onClick={() => onAdd(item)}
              >
                <Icon name="plus" size={18} /> {say('addToBag')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {found.problem && <Failed problem={found.problem} again={found.again} />}
      {found.loading && found.pages.length === 0 && <Coming />}
      {!found.loading && !found.problem && skus.length === 0 && <Empty icon="search" title={say('nothingOwn')} />}
      {found.more && (
        <button type="button" class="button quiet wide more" disabled={found.loading} onClick={found.more}>
          {found.loading ? <Spinner /> : say('more')}
        </button>
      )}
    </section>
  );
}

async function skusOf({ companyId, q, pageToken }: { companyId: string; q: string; pageToken: string }) {
  const { products, nextPageToken } = await ask<{ products: ProductSummary[]; nextPageToken: string }>(
    'GET',
    `/products${query({ companyId, q, pageSize: AT_ONCE, pageToken })}`,
  );
  const whole = await Promise.all(
    products.map(async ({ productId }) => (await ask<{ product: Product }>('GET', `/products/${productId}`)).product),
  );
  const skus = whole.flatMap(({ title, skus: of }) =>
    of.map((sku): Item => ({ ...sku, title: sku.title.includes(title) ? sku.title : `${title} ${sku.title}` })),
  );
  return { skus, nextPageToken };
}
