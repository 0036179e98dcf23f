import { useState } from 'preact/hooks';
import { putInCart } from '../cart/cart.js';
import { openCheckout } from '../checkout/open.js';
import { ask, query } from '../door/door.js';
import type { Product, ShownLot, Sku } from '../door/shapes.js';
import { addressOf } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { Page } from '../shell/page.js';
import { useAsked, useDoing } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Picture } from '../ui/picture.js';
import { PreSaleNotice } from '../ui/pre-sale.js';
import { Price } from '../ui/price.js';
import { Stepper } from '../ui/stepper.js';
import { Coming, Failed, Spinner, Wrong } from '../ui/states.js';
import { tell } from '../ui/toast.js';
import { say } from '../words/say.js';
import { documentWord } from './documents.js';
import { ShopLine } from './shop-line.js';

const LOOK_AGAIN_MS = 15_000;

export function ProductPage({ id }: { id: string }) {
  const product = useAsked(
    `product ${id}`,
    async () => (await ask<{ product: Product }>('GET', `/products/${id}`)).product,
    {
      every: LOOK_AGAIN_MS,
    },
  );
  const { value } = product;
  if (!value) {
    return (
      <Page title={say('goodsDetail')} back="/goods">
        {product.problem ? (
          <Failed problem={product.problem} again={product.again} />
        ) : (
          <Coming kind="card" shapes={1} />
        )}
      </Page>
    );
  }
  return <Shown product={value} />;
}

function Shown({ product }: { product: Product }) {
  const [chosen, choose] = useState(
    () => (product.skus.find(({ available }) => available > 0) ?? product.skus[0])?.skuId,
  );
  const [quantity, setQuantity] = useState(1);
  const sku = product.skus.find(({ skuId }) => skuId === chosen);
  return (
    <Page
      title={product.title}
      back="/goods"
      wide
      foot={sku && <Buying product={product} sku={sku} quantity={Math.min(quantity, Math.max(sku.available, 1))} />}
    >
      <div class="product-page">
        <Gallery product={product} />
        <div class="product-about">
          <section class="card">
            {sku && <Price of={sku.priceFen} size="large" />}
            <PreSaleNotice of={sku?.preSale} />
            <h2 class="product-name">{product.title}</h2>
            {product.claims.length > 0 && (
              <p class="claims">
                {product.claims.map(({ kind, number }) => (
                  <span key={kind} class="tag green" title={number}>
                    <Icon name="shield" size={14} /> {documentWord(kind)}
                  </span>
                ))}
              </p>
            )}
            <fieldset class="skus">
              <legend>{say('chooseSku')}</legend>
              {product.skus.map((one) => (
                <label key={one.skuId} class={one.available === 0 ? 'sku gone' : 'sku'}>
                  <input
                    type="radio"
                    name="sku"
                    checked={one.skuId === chosen}
                    onChange={() => {
                      choose(one.skuId);
                      setQuantity(1);
                    }}
                  />
                  <span>
                    {specOf(one)}
                    {one.available === 0 && <small> {say('soldOut')}</small>}
                  </span>
                </label>
              ))}
            </fieldset>
            {sku && sku.available > 0 && (
              <div class="quantity">
                <span>{say('quantity')}</span>
                <span class="hint grow">{say('left', sku.available)}</span>
                <Stepper name={sku.title} value={quantity} max={sku.available} onChange={setQuantity} />
              </div>
            )}
          </section>
          <section class="card">
            <ShopLine companyId={product.companyId} />
          </section>
          <Lots productId={product.productId} />
          <section class="card">
            <h2>{say('about')}</h2>
            <p class="description">{product.description}</p>
          </section>
        </div>
      </div>
    </Page>
  );
}

const specOf = ({ specValues, title }: Sku): string => Object.values(specValues).join(' · ') || title;

function Gallery({ product }: { product: Product }) {
  if (product.images.length === 0) {
    return (
      <div class="gallery">
        <Picture src="" name={product.title} />
      </div>
    );
  }
  return (
    <div class="gallery" tabIndex={0} role="group" aria-label={say('pictures', product.images.length)}>
      {product.images.map((image, at) => (
        <Picture key={image.imageId} src={image.cardUrl} name={product.title} eager={at === 0} />
      ))}
    </div>
  );
}

/** Which harvests a parcel of today would come from. */
function Lots({ productId }: { productId: string }) {
  const lots = useAsked(
    `lots ${productId}`,
    async () => (await ask<{ lots: ShownLot[] }>('GET', `/products/${productId}/lots`)).lots,
  );
  if (!lots.value || lots.value.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('whereFrom')}</h2>
      <ul class="plain">
        {lots.value.map((lot) => (
          <li key={lot.lotId}>
            <Link class="row-button" href={`${addressOf('lot', lot.lotId)}${query({ of: productId })}`}>
              <Icon name="pin" />
              <span class="grow">
                <b>{lot.originName}</b>
                <span class="hint">
                  {lot.preSale ? `${say('expectedOn')} ${lot.preSale.expectedOn}` : say('harvested', lot.harvestedOn)} ·{' '}
                  {lot.grade} · {lot.supplierName}
                </span>
              </span>
              <Icon name="right" size={18} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Buying({ product, sku, quantity }: { product: Product; sku: Sku; quantity: number }) {
  const { doing, problem, run } = useDoing();
  const soldOut = sku.available === 0;
  const line = { skuId: sku.skuId, quantity, title: sku.title, thumbUrl: product.images[0]?.thumbUrl ?? '' };
  return (
    <>
      <Wrong problem={problem} />
      <div class="buy-bar">
        <Link class="round" href={addressOf('cart')} aria-label={say('cart')}>
          <Icon name="cart" />
        </Link>
        <button
          type="button"
          class="button quiet grow"
          disabled={soldOut || doing}
          onClick={() =>
            void run(async () => {
              await putInCart(sku.skuId, quantity);
              tell(say('isInCart'));
            })
          }
        >
          {doing ? <Spinner /> : say('intoCart')}
        </button>
        <button
          type="button"
          class="button buy grow"
          data-act="buy"
          disabled={soldOut}
          onClick={() =>
            openCheckout({ companyId: product.companyId, liveSessionId: '', lines: [line], fromCart: false })
          }
        >
          {say(soldOut ? 'soldOut' : 'buyNow')}
        </button>
      </div>
    </>
  );
}
