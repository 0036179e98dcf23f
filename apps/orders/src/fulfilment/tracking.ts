import { invalid } from '#problems/problem.js';

export interface Carrier {
  code: string;
  name: string;
  /** A regular expression. */
  trackingShape: string;
}

export interface Tracking {
  carrier: string;
  trackingNumber: string;
}

const NUMBER_MAX = 40;

/** As people type and paste it: spaces and case do not matter. */
export function parseTracking({ carrier, trackingNumber }: Tracking): Tracking {
  const number = trackingNumber.replace(/\s/gu, '').toUpperCase();
  if (number === '' || number.length > NUMBER_MAX) throw invalid('trackingNumber', `1 to ${NUMBER_MAX} characters`);
  return { carrier: carrier.trim().toUpperCase(), trackingNumber: number };
}

/** Another carrier's number, or one with a digit too few, is told before the parcel is lost under it. */
export function assertTracking(carriers: Carrier[], { carrier, trackingNumber }: Tracking): void {
  const known = carriers.find(({ code }) => code === carrier);
  if (!known) throw invalid('carrier', `one of ${carriers.map(({ code }) => code).join(', ')}`);
  if (!new RegExp(known.trackingShape).test(trackingNumber)) {
    throw invalid('trackingNumber', `a number of ${known.name}`);
  }
}
