import { useEffect, useState } from 'preact/hooks';
import { ask, query } from '../door/door.js';
import { problemFrom, type Problem } from '../door/problem.js';
import type { Category, ProductSummary } from '../door/shapes.js';
import { addressOf, go, usePlace } from '../shell/address.js';
import { Page } from '../shell/page.js';
import { useAsked } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Coming, Empty, Failed, Spinner } from '../ui/states.js';
import { say } from '../words/say.js';
import { ProductCard } from './product-card.js';

interface ProductPageAnswer {
  products: ProductSummary[];
  nextPageToken: string;
}

/** Everything on sale: by words, by kind, in an order. The address says what is looked for. */
export function ProductsPage() {
  const { query: wanted } = usePlace();
  const q = wanted.get('q') ?? '';
  const categoryId = wanted.get('kind') ?? '';
  const order = wanted.get('order') ?? '';
  const to = (changed: Record<string, string>) =>
    go(`${addressOf('goods')}${query({ q, kind: categoryId, order, ...changed })}`, { replace: true });

  const categories = useAsked(
    'categories',
    async () => (await ask<{ categories: Category[] }>('GET', '/categories')).categories,
  );
  const tops = (categories.value ?? []).filter(({ parentId }) => parentId === '');
  return (
    <Page title={say('allGoods')} wide>
      <Search q={q} onSearch={(words) => to({ q: words })} />
      <div class="chips" role="group" aria-label={say('kinds')}>
        {[{ categoryId: '', name: say('all') }, ...tops].map((top) => (
          <button
            key={top.categoryId}
            type="button"
            class="chip"
            aria-pressed={top.categoryId === categoryId}
            onClick={() => to({ kind: top.categoryId })}
          >
            {top.name}
          </button>
        ))}
      </div>
      <div class="orders-by">
        {(['', 'CHEAPEST', 'DEAREST'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={order === one} onClick={() => to({ order: one })}>
            {say(one === '' ? 'newest' : one === 'CHEAPEST' ? 'cheapest' : 'dearest')}
          </button>
        ))}
      </div>
      <Found key={`${q} ${categoryId} ${order}`} q={q} categoryId={categoryId} order={order} />
    </Page>
  );
}

function Search({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const [words, setWords] = useState(q);
  useEffect(() => setWords(q), [q]);
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(words.trim());
      }}
    >
      <Icon name="search" size={20} />
      <input
        type="search"
        enterkeyhint="search"
        aria-label={say('search')}
        placeholder={say('searchFor')}
        value={words}
        maxLength={60}
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      <button type="submit">{say('search')}</button>
    </form>
  );
}

function Found({ q, categoryId, order }: { q: string; categoryId: string; order: string }) {
  const [pages, setPages] = useState<ProductPageAnswer[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const [loading, setLoading] = useState(true);
  const load = async (pageToken: string) => {
    setLoading(true);
    setProblem(undefined);
    try {
      const page = await ask<ProductPageAnswer>(
        'GET',
        `/products${query({ q, categoryId, order, pageSize: 24, pageToken })}`,
      );
      setPages((before) => (pageToken === '' ? [page] : [...before, page]));
    } catch (error) {
      setProblem(problemFrom(error));
    }
    setLoading(false);
  };
  useEffect(() => void load(''), []);

  const products = pages.flatMap((page) => page.products);
  const next = pages.at(-1)?.nextPageToken ?? '';
  if (products.length === 0) {
    if (problem) return <Failed problem={problem} again={() => void load('')} />;
    return loading ? <Coming kind="card" shapes={6} /> : <Empty icon="search" title={say('nothingFound')} />;
  }
  return (
    <>
      <div class="product-grid">
        {products.map((product) => (
          <ProductCard key={product.productId} product={product} />
        ))}
      </div>
      {next !== '' && (
        <button type="button" class="button quiet wide more" disabled={loading} onClick={() => void load(next)}>
          {loading ? <Spinner /> : say('more')}
        </button>
      )}
    </>
  );
}
