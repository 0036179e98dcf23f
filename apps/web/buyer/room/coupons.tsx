import { useState } from 'preact/hooks';
import type { RoomView } from '#room/view.js';
import { claimCoupon, listClaimed } from '../coupons/coupons.js';
import { signedInPerson } from '../door/door.js';
import { countdown, msUntil } from '../kernel/days.js';
import { SignIn } from '../people/sign-in.js';
import { useAsked, useDoing, useKept, useTick } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Sheet } from '../ui/sheet.js';
import { Spinner, Wrong } from '../ui/states.js';
import { tell } from '../ui/toast.js';
import { say } from '../words/say.js';

type Offer = RoomView['coupons'][number];

/** What may be claimed just now, by the server's clock. */
export function Coupons({ room }: { room: RoomView }) {
  useTick(1_000);
  const offers = room.coupons.filter(({ endsAt }) => !endsAt || msUntil(endsAt) > 0);
  const person = useKept(() => signedInPerson()?.personId);
  const claimed = useAsked(person && `coupons ${person}`, listClaimed);
  const [signing, sign] = useState<string>();
  return (
    <ul class="plain offers" aria-label={say('couponsOffered')}>
      {offers.map((offer) => (
        <OnOffer
          key={offer.couponId}
          offer={offer}
          liveSessionId={room.session.liveSessionId}
          isMine={claimed.value?.some(({ couponId }) => couponId === offer.couponId) ?? false}
          onClaimed={claimed.again}
          {...(person ? {} : { instead: () => sign(offer.couponId) })}
        />
      ))}
      {signing && !person && (
        <Sheet title={say('signInToClaim')} onClose={() => sign(undefined)}>
          <SignIn />
        </Sheet>
      )}
    </ul>
  );
}

interface OnOfferProps {
  offer: Offer;
  liveSessionId: string;
  isMine: boolean;
  onClaimed: () => void;
  /** What is done first by who is not signed in. */
  instead?: () => void;
}

function OnOffer({ offer, liveSessionId, isMine, onClaimed, instead }: OnOfferProps) {
  const { doing, problem, run } = useDoing();
  const claim = () =>
    void run(async () => {
      await claimCoupon(liveSessionId, offer.couponId);
      onClaimed();
      tell(say('claimedNow'));
    });
  return (
    <li class="offer">
      <Icon name="ticket" size={20} />
      <span class="grow">
        <b>{offer.words}</b>
        {offer.endsAt && <time>{countdown(msUntil(offer.endsAt))}</time>}
        <Wrong problem={problem} />
      </span>
      <button type="button" class="button small" data-act="claim" disabled={doing || isMine} onClick={instead ?? claim}>
        {doing ? <Spinner /> : say(isMine ? 'claimed' : 'claim')}
      </button>
    </li>
  );
}
