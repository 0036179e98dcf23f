import { useEffect, useRef, useState } from 'preact/hooks';
import { AddressForm } from '../addresses/address-form.js';
import { listAddresses } from '../addresses/addresses.js';
import { AddressLine } from '../addresses/address-line.js';
import { listClaimed, type ClaimedCoupon } from '../coupons/coupons.js';
import { ask, query } from '../door/door.js';
import type { Problem } from '../door/problem.js';
import type { Address, Quoted, SkuCard } from '../door/shapes.js';
import { fen, money } from '../kernel/money.js';
import { useAsked, useCellOnce, useDoing, type Asked } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Picture } from '../ui/picture.js';
import { PreSaleNotice } from '../ui/pre-sale.js';
import { Price } from '../ui/price.js';
import { Sheet } from '../ui/sheet.js';
import { Stepper } from '../ui/stepper.js';
import { Failed, Coming, Spinner, Wrong } from '../ui/states.js';
import { say, sayProblem } from '../words/say.js';
import type { Checkout } from './checkout.js';
import { change, lastRefusal, place } from './desk.js';

const COUPONS_MAX = 4;

/** What, how many, where to, for how much; and the one button. */
export function Choosing({ checkout, onClose }: { checkout: Checkout; onClose: () => void }) {
  const [lines, setLines] = useState(checkout.lines);
  const [codes, setCodes] = useState<string[]>([]);
  const [chosen, choose] = useState<string>();
  const [view, setView] = useState<'order' | 'addresses' | 'address'>('order');
  const [agrees, setAgrees] = useState(false);
  const { doing, problem, run, clear } = useDoing();
  const earlier = useCellOnce(lastRefusal);

  const addresses = useAsked('addresses', listAddresses);
  const cards = useAsked(`cards ${lines.map(({ skuId }) => skuId).join()}`, () =>
    cardsOf(lines.map(({ skuId }) => skuId)),
  );
  const address = addresses.value?.find(({ addressId }) => addressId === chosen) ?? addresses.value?.[0];
  const regionCode = address?.regionCode;
  const quoteFor = JSON.stringify([lines.map(({ skuId, quantity }) => [skuId, quantity]), regionCode, codes]);
  const quote = useAsked(regionCode && `quote ${quoteFor}`, () =>
    ask<Quoted>('POST', '/quotes', {
      lines: lines.map(({ skuId, quantity }) => ({ skuId, quantity })),
      regionCode,
      couponCodes: codes,
      ...(checkout.liveSessionId ? { liveSessionId: checkout.liveSessionId } : {}),
    }),
  );

  const claimed = useAsked('coupons', listClaimed);
  const mine = claimed.value?.filter(({ companyId }) => companyId === checkout.companyId) ?? [];
  useOwnCoupon(mine, quote, codes, setCodes);

  useEffect(() => change({ ...checkout, lines }), [lines]);
  const refused = quote.problem ?? problem;
  useEffect(() => {
    // Stock and prices move: what was refused is looked at anew.
    if (problem) quote.again();
  }, [problem]);

  const fresh = (cards.value ?? []).some(({ returnClass }) => returnClass !== 'PROCESSED');
  const order = () => {
    const { value } = quote;
    if (!value || !address) return;
    const { name, phone, detail } = address;
    void run(() =>
      place(
        { ...checkout, lines },
        {
          lines: lines.map(({ skuId, quantity }) => ({ skuId, quantity })),
          shippingAddress: { name, phone, regionCode: address.regionCode, detail },
          expectedTotalFen: value.totalFen,
          ...(checkout.liveSessionId ? { liveSessionId: checkout.liveSessionId } : {}),
          ...(fresh && agrees ? { agreesNoReturn: true } : {}),
          ...(codes.length > 0 ? { couponCodes: codes } : {}),
        },
      ),
    );
  };

  if (view === 'address') {
    const saved = (all: Address[], addressId: string) => {
      addresses.set(all);
      choose(addressId);
      setView('order');
    };
    return (
      <Sheet title={say('newAddress')} onClose={() => setView('order')} tall>
        <AddressForm onSaved={saved} />
      </Sheet>
    );
  }
  if (view === 'addresses') {
    return (
      <Sheet title={say('chooseAddress')} onClose={() => setView('order')} tall>
        <ul class="plain">
          {addresses.value?.map((one) => (
            <li key={one.addressId}>
              <button
                type="button"
                class="row-button"
                onClick={() => {
                  choose(one.addressId);
                  setView('order');
                }}
              >
                <AddressLine address={one} />
                {one.addressId === address?.addressId && <Icon name="check" />}
              </button>
            </li>
          ))}
        </ul>
        <button type="button" class="button quiet wide" onClick={() => setView('address')}>
          <Icon name="plus" size={20} /> {say('newAddress')}
        </button>
      </Sheet>
    );
  }

  return (
    <Sheet
      title={say('yourOrder')}
      onClose={onClose}
      tall
      foot={
        <>
          <Wrong problem={refused ?? earlier} />
          {quote.problem && (
            <button type="button" class="button quiet wide again" disabled={quote.loading} onClick={quote.again}>
              {say('tryAgain')}
            </button>
          )}
          <button
            type="button"
            class="button buy wide"
            data-act="order"
            disabled={doing || !address || !quote.value || quote.loading}
            onClick={() => {
              clear();
              order();
            }}
          >
            {doing ? <Spinner /> : say('placeOrder')}
            {quote.value && <Price of={quote.value.totalFen} size="small" />}
          </button>
        </>
      }
    >
      {addresses.loading && !addresses.value && <Coming shapes={1} />}
      {addresses.problem && !addresses.value && <Failed problem={addresses.problem} again={addresses.again} />}
      {addresses.value && (
        <button
          type="button"
          class="row-button boxed"
          data-act="address"
          onClick={() => setView(address ? 'addresses' : 'address')}
        >
          <Icon name="pin" />
          {address ? <AddressLine address={address} /> : <b class="grow">{say('addAddress')}</b>}
          <Icon name="right" size={18} />
        </button>
      )}

      <ul class="plain order-lines">
        {lines.map((line, at) => {
          const quoted = quote.value?.lines.find(({ skuId }) => skuId === line.skuId);
          const card = cards.value?.find(({ skuId }) => skuId === line.skuId);
          return (
            <li key={line.skuId} class="line">
              <Picture src={card?.thumbUrl ?? line.thumbUrl} name={line.title} />
              <div class="grow">
                <p class="line-title">{line.title}</p>
                <p class="line-price">
                  <Price of={quoted?.priceFen ?? card?.priceFen} size="small" />
                </p>
              </div>
              <Stepper
                name={line.title}
                value={line.quantity}
                max={Math.max(card?.available ?? 99, 1)}
                disabled={doing}
                onChange={(quantity) => setLines(lines.map((one, nth) => (nth === at ? { ...one, quantity } : one)))}
              />
            </li>
          );
        })}
      </ul>

      <Coupon codes={codes} claimed={mine} onCodes={setCodes} problem={quote.problem} />
      <PreSaleNotice of={quote.value?.preSale} />
      {quote.value && <Sums quoted={quote.value} />}
      {fresh && (
        <label class="agree">
          <input type="checkbox" checked={agrees} onChange={(event) => setAgrees(event.currentTarget.checked)} />
          <span>
            {say('freshNoReturn')} <span class="hint">{say('freshNoReturnWhy')}</span>
          </span>
        </label>
      )}
    </Sheet>
  );
}

const cardsOf = async (skuIds: string[]) => (await ask<{ skus: SkuCard[] }>('GET', `/skus${query({ skuIds })}`)).skus;

function Sums({ quoted }: { quoted: Quoted }) {
  const goods = goodsOf(quoted);
  const { freightTerms } = quoted;
  const free = fen(freightTerms?.freeFromFen);
  return (
    <dl class="sums">
      <dt>{say('goods')}</dt>
      <dd>{money(goods)}</dd>
      <dt>
        {say('freight')}
        {freightTerms?.remote && <span class="hint"> {say('remote')}</span>}
        {free > goods && <span class="hint"> {say('freeFrom', money(free))}</span>}
      </dt>
      <dd>{money(fen(quoted.freightFen))}</dd>
      {quoted.coupons.map(({ code, title, amountFen }) => [
        <dt key={code}>{title || code}</dt>,
        <dd class="less">{money(-fen(amountFen))}</dd>,
      ])}
      <dt class="total">{say('total')}</dt>
      <dd class="total">
        <Price of={quoted.totalFen} />
      </dd>
    </dl>
  );
}

const goodsOf = ({ lines }: Quoted) => lines.reduce((sum, { amountFen }) => sum + fen(amountFen), 0n);

/** A coupon that was claimed is used without being asked for; where it does not fit after all it is left out again. */
function useOwnCoupon(
  claimed: ClaimedCoupon[],
  quote: Asked<Quoted>,
  codes: string[],
  setCodes: (codes: string[]) => void,
): void {
  const tried = useRef<string>(undefined);
  useEffect(() => {
    const { value } = quote;
    if (!value || tried.current !== undefined || codes.length > 0) return;
    const fits = claimed.find(({ fromFen }) => fen(fromFen) <= goodsOf(value));
    if (!fits) return;
    tried.current = fits.code;
    setCodes([fits.code]);
  }, [quote.value, claimed.length]);
  useEffect(() => {
    const isOwn = codes.length === 1 && codes[0] === tried.current;
    if (quote.problem?.code === 'coupon.refused' && isOwn) setCodes([]);
  }, [quote.problem]);
}

interface CouponProps {
  codes: string[];
  claimed: ClaimedCoupon[];
  onCodes: (codes: string[]) => void;
  problem: Problem | undefined;
}

function Coupon({ codes, claimed, onCodes, problem }: CouponProps) {
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const isAboutCoupon = problem?.code === 'coupon.refused';
  const titleOf = (code: string) => claimed.find((one) => one.code === code)?.title ?? code;
  const others = claimed.filter(({ code }) => !codes.includes(code));
  if (!open && codes.length === 0 && others.length === 0) {
    return (
      <button type="button" class="row-button" onClick={() => setOpen(true)}>
        <span class="grow">{say('coupon')}</span>
        <span class="hint">{say('enterCode')}</span>
        <Icon name="right" size={18} />
      </button>
    );
  }
  return (
    <form
      class="coupon"
      onSubmit={(event) => {
        event.preventDefault();
        const code = text.trim().toUpperCase();
        if (code !== '' && !codes.includes(code)) onCodes([...codes, code].slice(-COUPONS_MAX));
        setText('');
      }}
    >
      {codes.map((code) => (
        <button key={code} type="button" class="chip" onClick={() => onCodes(codes.filter((one) => one !== code))}>
          {titleOf(code)} <Icon name="close" size={14} />
          <span class="unseen">{say('takeOut')}</span>
        </button>
      ))}
      {codes.length < COUPONS_MAX &&
        others.map(({ code, title }) => (
          <button key={code} type="button" class="chip" aria-pressed={false} onClick={() => onCodes([...codes, code])}>
            {title}
          </button>
        ))}
      {codes.length < COUPONS_MAX && (
        <>
          <input
            aria-label={say('enterCode')}
            placeholder={say('enterCode')}
            value={text}
            autocapitalize="characters"
            maxLength={32}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" class="button quiet small">
            {say('use')}
          </button>
        </>
      )}
      {isAboutCoupon && problem && <span class="wrong">{sayProblem(problem)}</span>}
    </form>
  );
}
