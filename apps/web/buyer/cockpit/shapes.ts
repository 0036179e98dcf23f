import type { LiveSession } from '../door/shapes.js';

// What only the cockpit asks the door for, as far as it reads it.

export interface Account {
  accountId: string;
  companyId: string;
  platform: string;
  name: string;
  operatorPersonIds: string[];
}

export interface AccountPage {
  accounts: Account[];
  nextPageToken: string;
}

export interface SessionPage {
  sessions: LiveSession[];
  nextPageToken: string;
}

export interface Shift {
  shiftId: string;
  personId: string;
  stageName: string;
  startsAt: string;
  endsAt: string;
  status: 'PLANNED' | 'KEPT' | 'MISSED';
}

export interface Duty {
  dutyId: string;
  personId: string;
  stageName: string;
  startsAt: string;
  endsAt?: string;
  endReason: 'END_REASON_UNSPECIFIED' | 'CHECKED_OUT' | 'TAKEN_OVER' | 'SESSION_ENDED' | 'MEMBERSHIP_ENDED';
}

export interface SessionShifts {
  shifts: Shift[];
  /** The newest first. */
  duties: Duty[];
}

export interface Member {
  person: { personId: string; name: string };
  roles: string[];
  inForce: boolean;
}

export interface Coupon {
  couponId: string;
  code: string;
  title: string;
  liveSessionId: string;
  startsAt?: string;
  endsAt?: string;
  endedAt?: string;
  quota: number;
  claimOnly: boolean;
  claimed: number;
}

export interface CouponOffer {
  offerId: string;
  couponId: string;
  couponCode: string;
  words: string;
  endsAt?: string;
  open: boolean;
}

export interface MetricDefinition {
  metric: string;
  name: string;
  nameEn: string;
  definition: string;
  definitionEn: string;
  unit: 'fen' | 'orders' | 'people' | 'pieces' | 'views' | 'seconds' | 'bp';
  numerator: string;
  denominator: string;
}

/** Figures by the names that the dictionary has for them. */
export interface Figures {
  paidFen: string;
  refunds: { days: number }[];
  [metric: string]: unknown;
}

export interface FiguresAnswer {
  total: Figures;
  rows: { key: string; figures: Figures }[];
  asOf: string;
}
