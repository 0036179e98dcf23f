import type { Stream } from '#room/protocol.js';
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

/** What viewers complained of and nobody has decided on. */
export interface ReportedLine {
  line: { lineId: string; name: string; text: string };
  reports: number;
  reasons: string[];
}

export interface ChatBan {
  banId: string;
  name: string;
  since: string;
  /** Absent: for good. */
  until?: string;
  reason: string;
  devices: number;
}

/** A harvest that is sold before it is there, as its company sees it. Days are YYYY-MM-DD, weights whole grams. */
export interface HarvestToCome {
  lotId: string;
  productId: string;
  expectedOn: string;
  expectedG: string;
  capacityG: string;
  offeredG: string;
  shipBy: string;
  /** Empty: not yet. */
  harvestedOn: string;
  massG: string;
  missingG: string;
  skus: { skuId: string; title: string; offered: number; left: number }[];
  settled: boolean;
}

export interface Supplier {
  supplierId: string;
  name: string;
  kind: 'HOUSEHOLD' | 'COOPERATIVE' | 'FIRM';
  regionCode: string;
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

export interface StreamKey {
  keyId: string;
  serial: string;
  personId: string;
  issuedAt: string;
  expiresAt: string;
  revoked: boolean;
}

export interface IssuedKey {
  serverUrl: string;
  streamKey: string;
  key: StreamKey;
}

export interface StreamTrouble {
  kind:
    | 'KIND_UNSPECIFIED'
    | 'NO_SHOW'
    | 'DENIED'
    | 'ACCOUNT_ON_AIR'
    | 'CHAIN_BROKEN'
    | 'INCOMPLETE'
    | 'CHANGED'
    | 'UNREADABLE'
    | 'UNRECORDED';
  at: string;
  words: string;
  times: number;
}

/** A piece of a replay, with a link to it as a film. */
export interface Clip {
  skuId: string;
  title: string;
  fromS: number;
  toS: number;
  url: string;
}

export interface StreamDesk {
  /** Absent: nobody has had a key yet. */
  stream?: Stream;
  personId: string;
  /** The newest first, as are troubles. */
  keys: StreamKey[];
  troubles: StreamTrouble[];
}
