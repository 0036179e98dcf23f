import { hash, randomFillSync } from 'node:crypto';
import { invalid } from '../problems/problem.js';

/** A UUID that knows what it names: a SkuId never passes for a CheckoutId. */
export type Id<Kind extends string> = string & { readonly __kind: Kind };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function idOf<Kind extends string>(kind: Kind) {
  const field = kind.charAt(0).toLowerCase() + kind.slice(1);
  return {
    new: () => uuidv7() as Id<Kind>,
    /** Refuses what is no UUID, naming `at` (default: the kind itself, in lowerCamelCase). */
    parse(value: string, at: string = field): Id<Kind> {
      const id = value.toLowerCase();
      if (!UUID.test(id)) throw invalid(at, 'a UUID');
      return id as Id<Kind>;
    },
    /** The client's own id, or a new one where it gave none. */
    parseOrNew(value: string, at: string = field): Id<Kind> {
      return value === '' ? (uuidv7() as Id<Kind>) : this.parse(value, at);
    },
    /** Always the same id for the same words: for what is derived and must not be made twice. */
    derive(...words: string[]): Id<Kind> {
      return derived(kind, words) as Id<Kind>;
    },
    /** The same, sorting among ids of version 7 by the moment given: for what happened before it was told to us. */
    deriveAt(at: Date, ...words: string[]): Id<Kind> {
      return derivedAt(at.getTime(), kind, words) as Id<Kind>;
    },
  };
}

export const AccountId = idOf('AccountId');
export type AccountId = Id<'AccountId'>;
export const ActId = idOf('ActId');
export type ActId = Id<'ActId'>;
export const AddressId = idOf('AddressId');
export type AddressId = Id<'AddressId'>;
export const AdjustmentId = idOf('AdjustmentId');
export type AdjustmentId = Id<'AdjustmentId'>;
export const BanId = idOf('BanId');
export type BanId = Id<'BanId'>;
export const CartId = idOf('CartId');
export type CartId = Id<'CartId'>;
export const CategoryId = idOf('CategoryId');
export type CategoryId = Id<'CategoryId'>;
export const CertificateId = idOf('CertificateId');
export type CertificateId = Id<'CertificateId'>;
export const ChatLineId = idOf('ChatLineId');
export type ChatLineId = Id<'ChatLineId'>;
export const CheckoutId = idOf('CheckoutId');
export type CheckoutId = Id<'CheckoutId'>;
export const CodeId = idOf('CodeId');
export type CodeId = Id<'CodeId'>;
export const CollegeId = idOf('CollegeId');
export type CollegeId = Id<'CollegeId'>;
export const CompanyId = idOf('CompanyId');
export type CompanyId = Id<'CompanyId'>;
export const CouponId = idOf('CouponId');
export type CouponId = Id<'CouponId'>;
export const DisputeId = idOf('DisputeId');
export type DisputeId = Id<'DisputeId'>;
export const DutyId = idOf('DutyId');
export type DutyId = Id<'DutyId'>;
export const EntryId = idOf('EntryId');
export type EntryId = Id<'EntryId'>;
export const EnrolmentId = idOf('EnrolmentId');
export type EnrolmentId = Id<'EnrolmentId'>;
export const EpisodeId = idOf('EpisodeId');
export type EpisodeId = Id<'EpisodeId'>;
export const EventId = idOf('EventId');
export type EventId = Id<'EventId'>;
export const ExportId = idOf('ExportId');
export type ExportId = Id<'ExportId'>;
export const FeeId = idOf('FeeId');
export type FeeId = Id<'FeeId'>;
export const FreightTemplateId = idOf('FreightTemplateId');
export type FreightTemplateId = Id<'FreightTemplateId'>;
export const HoldId = idOf('HoldId');
export type HoldId = Id<'HoldId'>;
export const ImageId = idOf('ImageId');
export type ImageId = Id<'ImageId'>;
export const ImportId = idOf('ImportId');
export type ImportId = Id<'ImportId'>;
export const IncubatorId = idOf('IncubatorId');
export type IncubatorId = Id<'IncubatorId'>;
export const InvitationId = idOf('InvitationId');
export type InvitationId = Id<'InvitationId'>;
export const JournalId = idOf('JournalId');
export type JournalId = Id<'JournalId'>;
export const LikesId = idOf('LikesId');
export type LikesId = Id<'LikesId'>;
export const LineId = idOf('LineId');
export type LineId = Id<'LineId'>;
export const LiveSessionId = idOf('LiveSessionId');
export type LiveSessionId = Id<'LiveSessionId'>;
export const LotId = idOf('LotId');
export type LotId = Id<'LotId'>;
export const MandateId = idOf('MandateId');
export type MandateId = Id<'MandateId'>;
export const MembershipId = idOf('MembershipId');
export type MembershipId = Id<'MembershipId'>;
export const MergeId = idOf('MergeId');
export type MergeId = Id<'MergeId'>;
export const MessageId = idOf('MessageId');
export type MessageId = Id<'MessageId'>;
export const OfferId = idOf('OfferId');
export type OfferId = Id<'OfferId'>;
export const OrderId = idOf('OrderId');
export type OrderId = Id<'OrderId'>;
export const PackingId = idOf('PackingId');
export type PackingId = Id<'PackingId'>;
export const PaymentId = idOf('PaymentId');
export type PaymentId = Id<'PaymentId'>;
export const PersonId = idOf('PersonId');
export type PersonId = Id<'PersonId'>;
export const ProductId = idOf('ProductId');
export type ProductId = Id<'ProductId'>;
export const PublishId = idOf('PublishId');
export type PublishId = Id<'PublishId'>;
export const RecallId = idOf('RecallId');
export type RecallId = Id<'RecallId'>;
export const ReallocationId = idOf('ReallocationId');
export type ReallocationId = Id<'ReallocationId'>;
export const RecordingId = idOf('RecordingId');
export type RecordingId = Id<'RecordingId'>;
export const RefundId = idOf('RefundId');
export type RefundId = Id<'RefundId'>;
export const RuleId = idOf('RuleId');
export type RuleId = Id<'RuleId'>;
export const ShipmentId = idOf('ShipmentId');
export type ShipmentId = Id<'ShipmentId'>;
export const ShiftId = idOf('ShiftId');
export type ShiftId = Id<'ShiftId'>;
export const SkuId = idOf('SkuId');
export type SkuId = Id<'SkuId'>;
export const SpeakerId = idOf('SpeakerId');
export type SpeakerId = Id<'SpeakerId'>;
export const StreamKeyId = idOf('StreamKeyId');
export type StreamKeyId = Id<'StreamKeyId'>;
export const SupplierId = idOf('SupplierId');
export type SupplierId = Id<'SupplierId'>;
export const TroubleId = idOf('TroubleId');
export type TroubleId = Id<'TroubleId'>;
export const VerificationId = idOf('VerificationId');
export type VerificationId = Id<'VerificationId'>;
export const ViewId = idOf('ViewId');
export type ViewId = Id<'ViewId'>;
export const ViewerId = idOf('ViewerId');
export type ViewerId = Id<'ViewerId'>;
export const WeighingId = idOf('WeighingId');
export type WeighingId = Id<'WeighingId'>;

const COUNTER_MAX = 0xfff;
const random = new Uint8Array(16 * 256);
let used = random.length;

let lastMs = 0;
let counter = 0;

/** RFC 9562 version 7: sorts by the millisecond it was made in and, within this process, by the order of making. */
function uuidv7(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const bytes = Buffer.from(random.subarray(used, (used += 16)));
  const now = Date.now();
  counter = now > lastMs ? 0 : counter + 1;
  // A millisecond that is full borrows from the next one.
  if (counter > COUNTER_MAX) counter = 0;
  lastMs = now > lastMs ? now : lastMs + Number(counter === 0);
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(counter, 6);
  return text(bytes, 7);
}

/** RFC 9562 version 8: the first bytes of a SHA-256 over the kind and the words. */
const derived = (kind: string, words: string[]) => text(digestOf(kind, words), 8);

/** The shape of version 7, with the digest where that has chance. */
function derivedAt(ms: number, kind: string, words: string[]): string {
  const bytes = digestOf(kind, words);
  bytes.writeUIntBE(ms, 0, 6);
  return text(bytes, 7);
}

const digestOf = (kind: string, words: string[]) =>
  hash('sha256', JSON.stringify([kind, ...words]), 'buffer').subarray(0, 16);

function text(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
