import { openCheckout } from '../checkout/open.js';
import type { Cart, CartLine } from '../door/shapes.js';
import { signedInPerson } from '../door/door.js';
import { fen } from '../kernel/money.js';
import { ShopLine } from '../products/shop-line.js';
import { useCards } from '../room/use-cards.js';
import { addressOf } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { Page } from '../shell/page.js';
import { useAsked, useDoing, useKept } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Picture } from '../ui/picture.js';
import { PreSaleTag } from '../ui/pre-sale.js';
import { Price } from '../ui/price.js';
import { Stepper } from '../ui/stepper.js';
import { Coming, Empty, Failed, Wrong } from '../ui/states.js';
import { say } from '../words/say.js';
import { getCart, putInCart, takeOutOfCart } from './cart.js';

const LINE_MAX = 9_999;

export function CartPage() {
  const person = useKept(() => signedInPerson()?.personId);
  const cart = useAsked(`cart ${person}`, getCart);
  return (
    <Page title={say('cart')}>
      {cart.value ? (
        <Lines cart={cart.value} onCart={cart.set} />
      ) : cart.problem ? (
        <Failed problem={cart.problem} again={cart.again} />
      ) : (
        <Coming />
      )}
    </Page>
  );
}

function Lines({ cart, onCart }: { cart: Cart; onCart: (cart: Cart) => void }) {
  const { doing, problem, run } = useDoing();
  const cards = useCards(cart.companies.flatMap(({ lines }) => lines.map(({ skuId }) => skuId)));
  if (cart.companies.length === 0) {
    return (
      <Empty icon="cart" title={say('cartEmpty')}>
        <Link class="button" href={addressOf('goods')}>
          {say('lookAround')}
        </Link>
      </Empty>
    );
  }
  const thumbOf = ({ skuId }: CartLine) => cards.get(skuId)?.thumbUrl ?? '';
  return (
    <>
      {cart.notice && <p class="notice">{cart.notice}</p>}
      <Wrong problem={problem} />
      {cart.companies.map((company) => {
        return (
          <section key={company.companyId} class="card">
            <ShopLine companyId={company.companyId} />
            <ul class="plain">
              {company.lines.map((line) => (
                <li key={line.skuId} class={line.state === 'AVAILABLE' ? 'line' : 'line faint'}>
                  <Picture src={thumbOf(line)} name={line.title} />
                  <div class="grow">
                    <p class="line-title">
                      <Link href={addressOf('product', line.productId)}>{line.title}</Link>
                    </p>
                    <p class="line-price">
                      <Price of={line.priceFen} size="small" />
                      {fen(line.priceFen) !== fen(line.priceWhenPutFen) && <Price of={line.priceWhenPutFen} struck />}
                    </p>
                    <PreSaleTag of={line.preSale} />
                    <State line={line} />
                    <p class="line-acts">
                      <button
                        type="button"
                        class="link"
                        disabled={doing}
                        onClick={() => void run(async () => onCart(await takeOutOfCart([line.skuId])))}
                      >
                        {say('takeOut')}
                      </button>
                      {(line.state === 'AVAILABLE' || line.state === 'SHORT') && (
                        <Stepper
                          name={line.title}
                          value={line.quantity}
                          max={Math.min(line.available, LINE_MAX)}
                          disabled={doing}
                          onChange={(quantity) => void run(async () => onCart(await putInCart(line.skuId, quantity)))}
                        />
                      )}
                    </p>
                  </div>
                </li>
              ))}
            </ul>
            {ordersOf(company.lines).map((lines) => (
              <p key={lines[0]?.skuId} class="cart-sum">
                <span class="grow">
                  {say('goods')} <Price of={String(goodsOf(lines))} /> <PreSaleTag of={lines[0]?.preSale} />
                </span>
                <button
                  type="button"
                  class="button buy"
                  data-act="checkout"
                  disabled={lines.length === 0 || doing}
                  onClick={() =>
                    openCheckout({
                      companyId: company.companyId,
                      liveSessionId: '',
                      fromCart: true,
                      lines: lines.map((line) => ({
                        skuId: line.skuId,
                        quantity: line.quantity,
                        title: line.title,
                        thumbUrl: thumbOf(line),
                      })),
                    })
                  }
                >
                  {say('checkOut', lines.length)}
                </button>
              </p>
            ))}
          </section>
        );
      })}
    </>
  );
}

/** What can be ordered together: what is ready, and each harvest to come by itself. One, if there is nothing. */
function ordersOf(lines: CartLine[]): CartLine[][] {
  const apart = new Map<string, CartLine[]>();
  for (const line of lines.filter(({ state }) => state === 'AVAILABLE')) {
    const lotId = line.preSale?.lotId ?? '';
    apart.set(lotId, [...(apart.get(lotId) ?? []), line]);
  }
  return apart.size > 0 ? [...apart.values()] : [[]];
}

const goodsOf = (lines: CartLine[]) =>
  lines.reduce((sum, { priceFen, quantity }) => sum + fen(priceFen) * BigInt(quantity), 0n);

function State({ line }: { line: CartLine }) {
  if (line.state === 'AVAILABLE') return null;
  return (
    <p class="wrong">
      <Icon name="clock" size={14} />{' '}
      {line.state === 'SHORT' ? say('onlyLeft', line.available) : say(line.state === 'GONE' ? 'notOnSale' : 'soldOut')}
    </p>
  );
}
