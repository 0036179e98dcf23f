import { useState } from 'preact/hooks';
import type { Item } from '#room/protocol.js';
import { newId } from '../kernel/ids.js';
import { fen, fenOfYuan, moneyParts } from '../kernel/money.js';
import { useDoing } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Price } from '../ui/price.js';
import { Sheet } from '../ui/sheet.js';
import { Stepper } from '../ui/stepper.js';
import { Spinner, Wrong } from '../ui/states.js';
import { say } from './words.js';

const TENTHS_OFF = [1n, 2n, 3n];
const MINUTES = [1, 3, 5, 10];
const SHARE = 10;
const FOR_EACH = 2;

export interface FlashTerms {
  offerId: string;
  priceFen: string;
  share: number;
  perBuyerLimit: number;
  lastsS: number;
}

interface FlashSheetProps {
  item: Item;
  onOpen: (terms: FlashTerms) => Promise<unknown>;
  onClose: () => void;
}

/** Three taps: the flash, a price, go. What else there is has a sensible beginning. */
export function FlashSheet({ item, onOpen, onClose }: FlashSheetProps) {
  const usual = fen(item.priceFen);
  const [offerId] = useState(newId);
  const [price, setPrice] = useState('');
  const [share, setShare] = useState(Math.min(SHARE, item.available));
  const [limit, setLimit] = useState(FOR_EACH);
  const [minutes, setMinutes] = useState(3);
  const { doing, problem, run } = useDoing();
  const priceFen = fenOfYuan(price);
  const isLower = priceFen !== undefined && priceFen > 0n && priceFen < usual;
  return (
    <Sheet
      title={say('startFlash')}
      onClose={onClose}
      tall
      foot={
        <>
          <Wrong problem={problem} />
          <button
            type="button"
            class="button buy wide"
            data-act="flash"
            disabled={doing || !isLower}
            onClick={() =>
              void run(() =>
                onOpen({ offerId, priceFen: String(priceFen), share, perBuyerLimit: limit, lastsS: minutes * 60 }),
              )
            }
          >
            {doing ? <Spinner /> : say('startFlash')} {isLower && <Price of={priceFen} size="small" />}
          </button>
        </>
      }
    >
      <p class="line-title">
        {item.title} <Price of={usual} struck />
      </p>
      <div class="flash-prices" role="group" aria-label={say('flashPrice')}>
        {TENTHS_OFF.map((tenths) => {
          const { yuan, rest } = moneyParts(((usual * (10n - tenths)) / 100n) * 10n);
          const text = yuan.replaceAll(',', '') + rest;
          return (
            <button key={text} type="button" class="chip" aria-pressed={price === text} onClick={() => setPrice(text)}>
              ¥{text}
            </button>
          );
        })}
      </div>
      <Field label={say('flashPrice')} inputMode="decimal" value={price} onValue={setPrice} />
      <div class="quantity">
        <span class="grow">{say('flashShare')}</span>
        <Stepper name={say('flashShare')} value={share} max={item.available} onChange={setShare} />
      </div>
      <div class="quantity">
        <span class="grow">{say('perBuyer')}</span>
        <Stepper name={say('perBuyer')} value={limit} max={share} onChange={setLimit} />
      </div>
      <div class="flash-prices" role="group" aria-label={say('flashLasts')}>
        {MINUTES.map((one) => (
          <button key={one} type="button" class="chip" aria-pressed={minutes === one} onClick={() => setMinutes(one)}>
            {say('minutes', one)}
          </button>
        ))}
      </div>
    </Sheet>
  );
}
