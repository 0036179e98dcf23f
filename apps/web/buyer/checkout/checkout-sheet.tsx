import { useEffect, useState } from 'preact/hooks';
import { signedInPerson } from '../door/door.js';
import { countdown, msUntil } from '../kernel/days.js';
import { SignIn } from '../people/sign-in.js';
import { addressOf, go } from '../shell/address.js';
import { useCell } from '../shell/cell.js';
import { useDoing, useKept, useTick } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Price } from '../ui/price.js';
import { Sheet } from '../ui/sheet.js';
import { Spinner, Wrong } from '../ui/states.js';
import { say, sayProblem } from '../words/say.js';
import type { Checkout } from './checkout.js';
import { Choosing } from './choosing.js';
import { checkoutBy, dismiss, draft, endSeen, pay, troubleOf } from './desk.js';
import { shownCheckout } from './open.js';

// Long enough on the screen for a person to see how it ended.
const END_SEEN_MS = 3_000;

/** One sheet from "buy" to "paid", over whatever page it was opened on. */
export function CheckoutSheet() {
  const checkoutId = useCell(shownCheckout);
  const checkout = useKept(() => (checkoutId ? (checkoutBy(checkoutId) ?? draft()) : undefined));
  const person = useKept(() => signedInPerson()?.personId);
  if (!checkoutId || !checkout) return null;

  const close = () => {
    if (checkout.step === 'PAID' || checkout.step === 'OVER') dismiss(checkout.checkoutId);
    shownCheckout.set(undefined);
  };
  if (checkout.step === 'CHOOSING' && !person) {
    return (
      <Sheet title={say('signInToBuy')} onClose={close}>
        <SignIn />
      </Sheet>
    );
  }
  if (checkout.step === 'CHOOSING') return <Choosing checkout={checkout} onClose={close} />;
  return <UnderWay checkout={checkout} onClose={close} />;
}

function UnderWay({ checkout, onClose }: { checkout: Checkout; onClose: () => void }) {
  const ended = checkout.step === 'PAID' || checkout.step === 'OVER';
  useEffect(() => {
    if (!ended) return;
    const timer = setTimeout(() => endSeen(checkout.checkoutId), END_SEEN_MS);
    return () => clearTimeout(timer);
  }, [ended, checkout.checkoutId]);
  const toOrder = () => {
    onClose();
    if (checkout.orderId) go(addressOf('order', checkout.orderId));
  };
  switch (checkout.step) {
    case 'PAID':
      return (
        <Sheet title={say('paid')} onClose={onClose}>
          <div class="paid">
            <span class="paid-mark">
              <Icon name="check" size={44} />
            </span>
            <Price of={checkout.totalFen} size="large" />
            <p>{say('paidThanks')}</p>
            <div class="buttons">
              <button type="button" class="button" onClick={toOrder}>
                {say('seeOrder')}
              </button>
              <button type="button" class="button quiet" onClick={onClose}>
                {say(checkout.liveSessionId ? 'goOnWatching' : 'goOnLooking')}
              </button>
            </div>
          </div>
        </Sheet>
      );
    case 'OVER':
      return (
        <Sheet title={say('orderOver')} onClose={onClose}>
          <div class="paid">
            <p>{say('orderOverWhy')}</p>
            <button type="button" class="button quiet" onClick={toOrder}>
              {say('seeOrder')}
            </button>
          </div>
        </Sheet>
      );
    case 'PLACED':
      return <ToPay checkout={checkout} onClose={onClose} />;
    default:
      return <Processing checkout={checkout} onClose={onClose} />;
  }
}

/** Sent, and not decided yet. Closing it changes nothing: it goes on, also after a reload. */
function Processing({ checkout, onClose }: { checkout: Checkout; onClose: () => void }) {
  const { waiting } = troubleOf(checkout.checkoutId);
  return (
    <Sheet title={say('processing')} onClose={onClose}>
      <div class="paid" role="status">
        <Spinner />
        <p>
          <b>{say(checkout.step === 'PLACING' ? 'placingNow' : 'payingNow')}</b>
        </p>
        <p class="hint">{waiting ? sayProblem(waiting) : say('processingStays')}</p>
        {waiting && <p class="hint">{say('processingRetry')}</p>}
      </div>
    </Sheet>
  );
}

function ToPay({ checkout, onClose }: { checkout: Checkout; onClose: () => void }) {
  const { doing, problem, run } = useDoing();
  const [left, setLeft] = useState(0);
  useTick(1_000);
  const ms = checkout.expiresAt ? msUntil(checkout.expiresAt) : 0;
  useEffect(() => setLeft(ms), [ms]);
  const isWallet = checkout.payment?.provider === 'sandbox';
  return (
    <Sheet
      title={say('toPay')}
      onClose={onClose}
      foot={
        <button
          type="button"
          class="button buy wide"
          data-act="pay"
          disabled={doing || !isWallet}
          onClick={() => void run(() => pay(checkout))}
        >
          {doing ? <Spinner /> : say('payNow')} <Price of={checkout.totalFen} size="small" />
        </button>
      }
    >
      <div class="to-pay">
        <p class="hint">{say('orderPlaced')}</p>
        <Price of={checkout.totalFen} size="large" />
        {left > 0 && (
          <p class="hint">
            <Icon name="clock" size={16} /> {say('payWithin', countdown(left))}
          </p>
        )}
        <p class="wallet">
          <Icon name="shield" />
          <span>
            <b>{say('wallet')}</b>
            <span class="hint">{say(isWallet ? 'walletIs' : 'walletElsewhere')}</span>
          </span>
        </p>
        {checkout.payAgain && <p class="wrong">{say('paymentFailed')}</p>}
        <Wrong problem={problem} />
      </div>
    </Sheet>
  );
}
