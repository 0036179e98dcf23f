import { useEffect, useState } from 'preact/hooks';
import { ask, signedInPerson, upload } from '../door/door.js';
import { problemFrom } from '../door/problem.js';
import type { Order, OrderLine } from '../door/shapes.js';
import { newId } from '../kernel/ids.js';
import { forget, keep, kept } from '../kernel/kept.js';
import { fen, fenOfYuan, money } from '../kernel/money.js';
import { SignInFirst } from '../people/sign-in.js';
import { addressOf, go } from '../shell/address.js';
import { Page } from '../shell/page.js';
import { useAsked, useDoing, useKept } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Icon } from '../ui/icon.js';
import { Stepper } from '../ui/stepper.js';
import { Coming, Failed, Spinner, Wrong } from '../ui/states.js';
import { tell } from '../ui/toast.js';
import { say } from '../words/say.js';
import { smaller } from './photo.js';

const PHOTOS_MAX = 9;

export function ClaimPage({ id }: { id: string }) {
  const person = useKept(() => signedInPerson()?.personId);
  return (
    <Page title={say('askBack')} back={addressOf('order', id)}>
      {person ? <Asking orderId={id} /> : <SignInFirst />}
    </Page>
  );
}

/** What is asked for, under an id that stays until the door has decided. */
interface Claim {
  refundId: string;
  pieces: Record<string, number>;
  yuan: string;
  lineId: string;
  byAmount: boolean;
  reason: string;
  photos: string[];
}

const empty = (): Claim => ({
  refundId: newId(),
  pieces: {},
  yuan: '',
  lineId: '',
  byAmount: false,
  reason: '',
  photos: [],
});

function Asking({ orderId }: { orderId: string }) {
  const order = useAsked(
    `order ${orderId}`,
    async () => (await ask<{ order: Order }>('GET', `/orders/${orderId}`)).order,
  );
  const name = `claim.${orderId}`;
  const [claim, setClaim] = useState<Claim>(() => kept<Claim>(name) ?? empty());
  useEffect(() => keep(name, claim), [claim]);
  const { doing, problem, run } = useDoing();
  if (!order.value) return order.problem ? <Failed problem={order.problem} again={order.again} /> : <Coming />;

  const change = (part: Partial<Claim>) => setClaim({ ...claim, ...part });
  const lines = order.value.lines.filter(({ cashFen, refundedFen }) => fen(refundedFen) < fen(cashFen));
  const asked = askedLines(claim, lines);
  const send = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      const { refundId, reason, photos } = claim;
      try {
        await ask('POST', `/orders/${orderId}/refunds`, { refundId, lines: asked, reason, photoKeys: photos });
      } catch (error) {
        // Decided against: what is asked for next is another thing.
        if (problemFrom(error).isFinal) change({ refundId: newId() });
        throw error;
      }
      forget(name);
      tell(say('askedNow'));
      go(addressOf('order', orderId), { replace: true });
    });
  };
  return (
    <form class="form" onSubmit={send}>
      <section class="card">
        <div class="tabs" role="tablist">
          {[false, true].map((byAmount) => (
            <button
              key={String(byAmount)}
              type="button"
              role="tab"
              aria-selected={claim.byAmount === byAmount}
              onClick={() => change({ byAmount })}
            >
              {say(byAmount ? 'moneyOnly' : 'wholePieces')}
            </button>
          ))}
        </div>
        {claim.byAmount ? (
          <ByAmount claim={claim} lines={lines} change={change} />
        ) : (
          <ByPieces claim={claim} lines={lines} change={change} />
        )}
      </section>
      <section class="card">
        <div class="field">
          <label for="reason">{say('whatIsWrong')}</label>
          <textarea
            id="reason"
            rows={3}
            required
            maxLength={300}
            value={claim.reason}
            onInput={(event) => change({ reason: event.currentTarget.value })}
          />
        </div>
        {order.value.shipments.some(({ deliveredAt }) => deliveredAt) && (
          <p class="hint">
            {say(lines.some(({ returnClass }) => returnClass === 'FRESH') ? 'claimFreshly' : 'claimOrReturn')}
          </p>
        )}
        <Photos keys={claim.photos} onKeys={(photos) => change({ photos })} />
      </section>
      <Wrong problem={problem} />
      <button type="submit" class="button wide" disabled={doing || asked.length === 0}>
        {doing ? <Spinner /> : say('sendClaim')}
      </button>
      <p class="hint center">{say('claimAnswer')}</p>
    </form>
  );
}

function askedLines(claim: Claim, lines: OrderLine[]) {
  if (claim.byAmount) {
    const amount = fenOfYuan(claim.yuan);
    const lineId = claim.lineId || lines[0]?.lineId;
    return amount && lineId ? [{ lineId, amountFen: String(amount) }] : [];
  }
  return Object.entries(claim.pieces)
    .filter(([, quantity]) => quantity > 0)
    .map(([lineId, quantity]) => ({ lineId, quantity }));
}

interface ByProps {
  claim: Claim;
  lines: OrderLine[];
  change: (part: Partial<Claim>) => void;
}

function ByPieces({ claim, lines, change }: ByProps) {
  return (
    <ul class="plain">
      {lines.map((line) => {
        const left = line.quantity - line.refundedQuantity;
        const pieces = claim.pieces[line.lineId] ?? 0;
        const set = (quantity: number) => change({ pieces: { ...claim.pieces, [line.lineId]: quantity } });
        return (
          <li key={line.lineId} class="line">
            <label class="grow agree">
              <input
                type="checkbox"
                checked={pieces > 0}
                disabled={left === 0}
                onChange={(event) => set(event.currentTarget.checked ? left : 0)}
              />
              <span>
                {line.title} <span class="hint">{say('ofPieces', left)}</span>
              </span>
            </label>
            {pieces > 0 && <Stepper name={line.title} value={pieces} max={left} onChange={set} />}
          </li>
        );
      })}
    </ul>
  );
}

function ByAmount({ claim, lines, change }: ByProps) {
  const chosen = lines.find(({ lineId }) => lineId === claim.lineId) ?? lines[0];
  const most = chosen ? fen(chosen.cashFen) - fen(chosen.refundedFen) : 0n;
  return (
    <>
      <div class="field">
        <label for="claimed-line">{say('whichGoods')}</label>
        <select
          id="claimed-line"
          value={chosen?.lineId}
          onChange={(event) => change({ lineId: event.currentTarget.value })}
        >
          {lines.map(({ lineId, title }) => (
            <option key={lineId} value={lineId}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <Field
        label={say('howMuch')}
        inputMode="decimal"
        value={claim.yuan}
        hint={say('atMost', money(most))}
        onValue={(yuan) => change({ yuan })}
      />
    </>
  );
}

function Photos({ keys, onKeys }: { keys: string[]; onKeys: (keys: string[]) => void }) {
  const [shown, setShown] = useState<Record<string, string>>({});
  const { doing, problem, run } = useDoing();
  const take = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])].slice(0, PHOTOS_MAX - keys.length);
    input.value = '';
    void run(async () => {
      let all = keys;
      for (const file of files) {
        const { blobKey } = await upload(await smaller(file));
        all = [...all, blobKey];
        setShown((before) => ({ ...before, [blobKey]: URL.createObjectURL(file) }));
        onKeys(all);
      }
    });
  };
  return (
    <div class="photos">
      {keys.map((key) => (
        <button key={key} type="button" class="photo" onClick={() => onKeys(keys.filter((one) => one !== key))}>
          {shown[key] ? <img src={shown[key]} alt="" /> : <Icon name="check" />}
          <span class="unseen">{say('takeOut')}</span>
        </button>
      ))}
      {keys.length < PHOTOS_MAX && (
        <label class="photo add">
          {doing ? <Spinner /> : <Icon name="camera" size={28} />}
          <span>{say('addPhotos')}</span>
          <input
            type="file"
            accept="image/*"
            multiple
            disabled={doing}
            onChange={(event) => take(event.currentTarget)}
          />
        </label>
      )}
      <Wrong problem={problem} />
    </div>
  );
}
