import type { Tx } from '#database/tx.js';
import { Problem } from '#problems/problem.js';
import { lockAccount } from '../accounts/account.sql.js';
import { findCouponOffers } from '../coupons/coupon-offer.sql.js';
import { endCouponOffers } from '../coupons/end-coupon-offers.js';
import type { FlashOffer } from '../flash/flash-offer.js';
import { stopRunningOffer } from '../flash/flash-offer.sql.js';
import { tellRoom } from '../room/tell-room.js';
import { tellEdges } from '../streams/tell-edges.js';
import type { Session } from './session.js';
import { goOffAir, goOnAir, isAccountOnAir } from './session.sql.js';

/** Under the session's lock: it goes on air. Problems: account.on_air. */
export async function beginShow(tx: Tx, session: Session): Promise<void> {
  // Two sessions of one account that start at once meet here.
  await lockAccount(tx, session.companyId, session.accountId);
  if (await isAccountOnAir(tx, session)) throw new Problem('account.on_air');
  await goOnAir(tx, session);
  await tellRoom(tx, session, { kind: 'STARTED', body: {} });
}

/** Under the session's lock: it goes off air. The flash offer that is to be closed then, if one runs. */
export async function endShow(tx: Tx, session: Session): Promise<FlashOffer | undefined> {
  await endCouponOffers(tx, await findCouponOffers(tx, session));
  await goOffAir(tx, session);
  await tellRoom(tx, session, { kind: 'ENDED', body: {} });
  await tellEdges(tx, session);
  return stopRunningOffer(tx, session);
}
