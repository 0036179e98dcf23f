import {
  ActId,
  AccountId,
  AddressId,
  AdjustmentId,
  CartId,
  BanId,
  ChatLineId,
  CodeId,
  CompanyId,
  DutyId,
  ImageId,
  EnrolmentId,
  EntryId,
  EventId,
  ExportId,
  HoldId,
  InvitationId,
  CouponId,
  FreightTemplateId,
  CertificateId,
  ImportId,
  LiveSessionId,
  LotId,
  MembershipId,
  MergeId,
  OfferId,
  OrderId,
  PackingId,
  PaymentId,
  LikesId,
  LineId,
  ProductId,
  RecordingId,
  RefundId,
  RecallId,
  ReallocationId,
  WeighingId,
  RuleId,
  ShiftId,
  ShipmentId,
  SkuId,
  SpeakerId,
  StreamKeyId,
  SupplierId,
  VerificationId,
} from '#kernel/id.js';
import { create, toJson } from '@bufbuild/protobuf';
import { BlobKey } from '#blobs/blob-key.js';
import { PreSales } from '#contracts/tianjian/catalog/v1/presales_pb.js';
import { Lots } from '#contracts/tianjian/catalog/v1/lots_pb.js';
import { Tables } from '#contracts/tianjian/catalog/v1/tables_pb.js';
import { Stock } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Recordings } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { StreamChangedSchema } from '#contracts/tianjian/media/v1/media_pb.js';
import { OrderExports } from '#contracts/tianjian/orders/v1/exports_pb.js';
import { Courier } from '#messaging/courier.js';
import { eventSubject } from '#messaging/subjects.js';
import { eventually } from '#testing/running-service.js';
import type { Request } from './knock.js';
import type { ObjectKind } from './who-may-what.table.js';
import {
  couponTerms,
  flashTerms,
  freightTerms,
  lotTerms,
  orderTerms,
  preSaleTerms,
  PASSWORD,
  shippingAddress,
  skuTerms,
  splitSteps,
  supplierTerms,
  trackingTerms,
  type Farm,
  type World,
} from './world.js';

const SHIFT = ShiftId.new();

type Ask = (world: World, object: ObjectKind) => Request | Promise<Request>;

/** A request for each rpc, complete and right but for whose object it names. */
export const requests: Record<string, Ask> = {
  'Auth.SignUp': (world, object) => ({
    phone: object === 'own' ? world.nextPhone() : world.person('other buyer').phone,
    password: PASSWORD,
    name: '张勇',
  }),
  'Auth.SignIn': (world, object) => ({
    phone: object === 'own' ? world.person('buyer').phone : world.nextPhone(),
    password: PASSWORD,
  }),
  'Auth.Refresh': refreshToken,
  'Auth.SignOut': refreshToken,
  'Auth.Me': () => ({}),

  'Account.Get': () => ({}),
  'Account.SendProofCode': () => ({ codeId: CodeId.new() }),
  'Account.ProvePhone': () => ({ code: '000000' }),
  'Account.SendResetCode': (world) => ({ codeId: CodeId.new(), phone: world.nextPhone() }),
  'Account.ResetPassword': (world) => ({ phone: world.nextPhone(), code: '000000', password: PASSWORD }),
  'Account.SendEntryCode': (world) => ({ codeId: CodeId.new(), phone: world.nextPhone() }),
  'Account.Enter': (world) => ({ entryId: EntryId.new(), phone: world.nextPhone(), code: '000000' }),
  'AddressBook.List': () => ({}),
  'AddressBook.Save': (world, object) => ({ addressId: addressOf(world, object), isDefault: true, ...shippingAddress }),
  'AddressBook.Remove': (world, object) => ({ addressId: addressOf(world, object) }),
  'Shops.Get': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'SecondFactor.Enrol': () => ({ enrolmentId: EnrolmentId.new(), password: PASSWORD }),
  'SecondFactor.Confirm': () => ({ enrolmentId: EnrolmentId.new(), code: '000000' }),
  'SecondFactor.Remove': () => ({ password: PASSWORD, code: '' }),
  'Memberships.Invite': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    invitationId: object === 'nested' ? world.theirs.invitationId : InvitationId.new(),
    phone: world.nextPhone(),
    roles: ['packer'],
  }),
  'Memberships.ListInvitations': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'Memberships.Withdraw': (world, object) => ({
    companyId: companyOf(world, object),
    invitationId: farmOf(world, object).toWithdrawId,
  }),
  'Memberships.ListMine': () => ({}),
  'Memberships.Accept': (world, object) => ({ invitationId: farmOf(world, object).invitationId }),
  'Memberships.Decline': (world, object) => ({ invitationId: farmOf(world, object).invitationId }),
  'Memberships.List': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'Verifications.Confirm': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    verificationId: VerificationId.new(),
    personId: world.person(object === 'own' ? 'packer' : 'their owner').personId,
  }),
  'Verifications.List': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'Memberships.End': (world, object) => ({
    companyId: companyOf(world, object),
    membershipId: farmOf(world, object).ownerMembershipId,
  }),
  'Memberships.Change': (world, object) => ({
    companyId: companyOf(world, object),
    membershipId: farmOf(world, object).ownerMembershipId,
    newMembershipId: MembershipId.new(),
    roles: ['seller'],
  }),

  'Products.ListCategories': () => ({}),
  'Products.List': (world, object) => ({ companyId: farmOf(world, object).companyId }),
  'Products.Get': (world, object) => ({ productId: farmOf(world, object).productId }),
  'Shelf.Show': (world, object) => ({ skuIds: [object === 'random' ? SkuId.new() : farmOf(world, object).skuId] }),
  'Shelf.ShowLots': (world, object) => ({ productId: farmOf(world, object).productId }),
  'Products.Save': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    productId: object === 'nested' ? world.theirs.productId : ProductId.new(),
    title: '花牛苹果',
    categoryId: world.categoryId,
  }),
  'Products.SaveSku': (world, object) => ({
    companyId: companyOf(world, object),
    skuId: SkuId.new(),
    productId: farmOf(world, object).productId,
    ...skuTerms,
  }),
  'Images.Add': (world, object) => ({
    companyId: companyOf(world, object),
    productId: farmOf(world, object).productId,
    imageId: ImageId.new(),
    blobKey: BlobKey.new('upload'),
  }),
  'Images.Arrange': (world, object) => ({
    companyId: companyOf(world, object),
    productId: farmOf(world, object).productId,
    imageIds: [],
  }),
  'Images.Remove': (world, object) => ({
    companyId: companyOf(world, object),
    productId: farmOf(world, object).productId,
    imageId: ImageId.new(),
  }),
  'Stock.SaveSupplier': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    supplierId: object === 'nested' ? world.theirs.supplierId : SupplierId.new(),
    ...supplierTerms,
  }),
  'Stock.ListSuppliers': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'Stock.SaveLot': (world, object) => ({
    companyId: companyOf(world, object),
    lotId: LotId.new(),
    productId: object === 'nested' ? world.ours.productId : farmOf(world, object).productId,
    supplierId: farmOf(world, object).supplierId,
    ...lotTerms,
  }),
  'Stock.Pack': (world, object) => ({
    companyId: companyOf(world, object),
    packingId: PackingId.new(),
    lotId: farmOf(world, object).lotId,
    skuId: object === 'nested' ? world.ours.skuId : farmOf(world, object).skuId,
    pieces: 1,
  }),
  'Stock.Adjust': (world, object) => ({
    companyId: companyOf(world, object),
    adjustmentId: AdjustmentId.new(),
    lotId: farmOf(world, object).lotId,
    skuId: farmOf(world, object).skuId,
    pieces: -1,
    reason: '压坏',
  }),
  'Stock.Get': (world, object) => ({ companyId: companyOf(world, object), skuId: farmOf(world, object).skuId }),
  'Freight.GetTemplate': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'Freight.SaveTemplate': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    freightTemplateId: FreightTemplateId.new(),
    ...freightTerms,
  }),
  'Coupons.Create': couponOf,
  'Coupons.CreateOfFund': couponOf,
  'Coupons.List': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'Coupons.End': (world, object) => ({ companyId: companyOf(world, object), couponId: farmOf(world, object).couponId }),
  'Lots.AddCertificate': (world, object) => ({
    ...lotOf(world, object),
    certificateId: CertificateId.new(),
    kind: 'ORIGIN',
    number: '甘-001',
    expiresOn: '2099-01-01',
    blobKey: BlobKey.new('upload'),
  }),
  'Lots.WithdrawCertificate': async (world, object) => ({
    ...lotOf(world, object),
    certificateId: object === 'random' ? CertificateId.new() : await certificateOf(world, object),
  }),
  'Lots.ListCertificates': lotOf,
  'Lots.Recall': async (world, object) => ({
    ...lotOf(world, object),
    // What is called back is gone for everything that is asked later: a lot of its own each time.
    ...(object === 'own' || object === 'foreign' ? { lotId: await newLot(world, object) } : {}),
    recallId: RecallId.new(),
    reason: '农残超标',
  }),
  'PreSales.Open': (world, object) => ({
    companyId: companyOf(world, object),
    lotId: LotId.new(),
    productId: object === 'nested' ? world.ours.productId : farmOf(world, object).productId,
    supplierId: farmOf(world, object).supplierId,
    ...preSaleTerms(),
  }),
  'PreSales.Offer': async (world, object) => ({
    companyId: companyOf(world, object),
    lotId: object === 'random' ? LotId.new() : await newPreSale(world, object),
    offeringId: OfferId.new(),
    skuId: farmOf(world, object).skuId,
    pieces: 1,
  }),
  'PreSales.Harvest': async (world, object) => ({
    companyId: companyOf(world, object),
    lotId: object === 'random' ? LotId.new() : await newPreSale(world, object),
    harvestedOn: '2026-01-01',
    massG: '1000',
  }),
  'PreSales.List': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'Tables.Export': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    kind: 'STOCK',
  }),
  'Tables.Preview': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    importId: ImportId.new(),
    kind: 'PRODUCTS',
    blobKey: BlobKey.new('upload'),
  }),
  'Tables.Get': importOf,
  'Tables.Apply': importOf,
  'Holds.Quote': (world, object) => ({
    lines: [{ skuId: farmOf(world, object).skuId, quantity: 1 }],
    regionCode: '620102',
  }),

  'Orders.Place': (world, object) =>
    object === 'nested'
      ? orderTerms(world.ours.skuId, { liveSessionId: world.theirs.liveSessionId })
      : orderTerms(farmOf(world, object).skuId),
  'Orders.Get': (world, object) => ({ orderId: farmOf(world, object).order.orderId }),
  'Orders.ListMine': () => ({}),
  'Orders.ListOfCompany': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'OrderExports.Begin': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    exportId: ExportId.new(),
  }),
  'OrderExports.Get': exportOf,
  'Orders.PayAgain': (world, object) => ({
    orderId: object === 'nested' ? world.ours.order.orderId : farmOf(world, object).order.orderId,
    paymentId: object === 'nested' ? world.theirs.order.paymentId : PaymentId.new(),
  }),
  'Orders.Cancel': (world, object) => ({ orderId: farmOf(world, object).toCancel.orderId }),
  'Recalls.ListLines': lotOf,
  // Of a lot that nobody bought of: what was bought is asked for elsewhere.
  'Recalls.RefundUnpacked': (world, object) => ({
    ...lotOf(world, object),
    ...(object === 'nested' ? {} : { lotId: LotId.new() }),
    reason: '农残超标',
  }),
  'Payments.PlayWallet': (world, object) => ({
    paymentId: farmOf(world, object).order.paymentId,
    outcome: 'SUCCEEDED',
  }),
  'Refunds.Ask': (world, object) => ({
    orderId: object === 'nested' ? world.ours.paid.orderId : farmOf(world, object).paid.orderId,
    refundId: RefundId.new(),
    lines: [
      { lineId: object === 'nested' ? world.theirs.paid.lineId : farmOf(world, object).paid.lineId, amountFen: '1' },
    ],
    reason: '少发了',
  }),
  'Refunds.Decide': (world, object) => ({ refundId: farmOf(world, object).asked.toDecide, approve: true }),
  'Refunds.Withdraw': (world, object) => ({ refundId: farmOf(world, object).asked.toWithdraw }),
  'Refunds.SendGoodsBack': (world, object) => ({
    refundId: farmOf(world, object).asked.toDecide,
    carrier: '顺丰',
    trackingNumber: 'SF1001',
  }),
  'Refunds.Get': (world, object) => ({ refundId: farmOf(world, object).asked.toDecide }),
  'Refunds.ListOpen': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),

  'Carts.Get': cartOf,
  'Carts.PutLine': (world, object) => ({
    ...cartOf(world, object),
    skuId: object === 'random' ? SkuId.new() : world.ours.skuId,
    quantity: 1,
  }),
  'Carts.RemoveLines': (world, object) => ({ ...cartOf(world, object), skuIds: [world.ours.skuId] }),
  'Carts.Merge': () => ({ mergeId: MergeId.new(), cartId: CartId.new() }),
  'Fulfilment.GetPickList': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'Fulfilment.BeginPacking': (world, object) => paidOrderOf(world, object),
  'Fulfilment.Reallocate': (world, object) => ({
    ...paidOrderOf(world, object),
    reallocationId: ReallocationId.new(),
    lineId: LineId.new(),
    fromLotId: farmOf(world, object).lotId,
    toLotId: LotId.new(),
    pieces: 1,
  }),
  'Fulfilment.Weigh': (world, object) => ({
    ...paidOrderOf(world, object),
    weighingId: WeighingId.new(),
    lines: [{ lineId: LineId.new(), grams: 2_500 }],
  }),
  'Fulfilment.GetTonnage': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    paidFrom: '2026-01-01',
    paidUntil: '2026-12-31',
  }),
  'Fulfilment.Ship': (world, object) => ({
    ...paidOrderOf(world, object),
    shipmentId: ShipmentId.new(),
    ...trackingTerms,
    lines: [{ lineId: LineId.new(), quantity: 1 }],
  }),
  'Fulfilment.CorrectTracking': (world, object) => ({
    companyId: companyOf(world, object),
    shipmentId: farmOf(world, object).shipmentId,
    ...trackingTerms,
  }),
  'Fulfilment.MarkDelivered': (world, object) => ({
    companyId: companyOf(world, object),
    shipmentId: farmOf(world, object).shipmentId,
  }),
  'Fulfilment.Confirm': (world, object) => ({ orderId: farmOf(world, object).paid.orderId }),
  'Fulfilment.ListCarriers': () => ({}),
  'Fulfilment.ListOverdue': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'Picking.ListLowStock': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'Picking.ListExpiringLots': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),

  'Accounts.Save': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    accountId: object === 'nested' ? world.theirs.spareAccountId : AccountId.new(),
    platform: 'douyin',
    name: '田间二号',
  }),
  'Accounts.SetOperators': (world, object) => ({
    companyId: companyOf(world, object),
    accountId: farmOf(world, object).accountId,
    personIds: [world.person('host').personId],
  }),
  'Accounts.List': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'LiveSessions.Save': (world, object) => ({
    companyId: companyOf(world, object),
    liveSessionId: object === 'nested' ? world.theirs.liveSessionId : LiveSessionId.new(),
    accountId: object === 'nested' ? world.ours.accountId : farmOf(world, object).accountId,
    title: '晚场',
    startsAt: '2099-01-01T12:00:00Z',
  }),
  'LiveSessions.SetBag': (world, object) => ({
    ...sessionOf(world, object),
    skuIds: [object === 'foreign' ? world.theirs.skuId : world.ours.skuId],
  }),
  'LiveSessions.Start': sessionOf,
  'LiveSessions.Pin': (world, object) => ({
    ...sessionOf(world, object),
    skuId: object === 'foreign' ? world.theirs.skuId : world.ours.skuId,
  }),
  'LiveSessions.OpenFlashOffer': (world, object) => ({
    ...sessionOf(world, object),
    offerId: OfferId.new(),
    skuId: object === 'foreign' ? world.theirs.skuId : world.ours.skuId,
    ...flashTerms,
  }),
  'LiveSessions.StopFlashOffer': (world, object) => ({
    ...sessionOf(world, object),
    offerId: farmOf(world, object).offerId,
  }),
  'LiveSessions.List': () => ({ status: 'LIVE' }),
  // An account of another company has no sessions of ours.
  'LiveSessions.ListOfCompany': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    accountId: farmOf(world, object).accountId,
  }),
  'LiveSessions.Get': (world, object) => ({ liveSessionId: farmOf(world, object).liveSessionId }),
  'LiveSessions.ListOfLot': lotOf,
  'LiveSessions.Sales': sessionOf,
  'LiveSessions.AccountSales': (world, object) => ({
    companyId: companyOf(world, object),
    accountId: farmOf(world, object).accountId,
  }),
  'LiveSessions.End': sessionOf,

  // The same for everybody who asks, so that nobody stands in another's way.
  'Shifts.Plan': (world, object) => ({
    ...sessionOf(world, object),
    shiftId: SHIFT,
    personId: world.person(object === 'foreign' ? 'their owner' : 'host').personId,
    stageName: '小芳',
    startsAt: '2099-01-01T12:00:00Z',
    endsAt: '2099-01-01T14:00:00Z',
  }),
  'Shifts.CheckIn': (world, object) => ({ ...sessionOf(world, object), dutyId: DutyId.new(), takeOver: true }),
  'Shifts.CheckOut': (world, object) => ({ ...sessionOf(world, object), dutyId: farmOf(world, object).dutyId }),
  'Shifts.List': sessionOf,
  'Figures.Definitions': () => ({}),
  'Figures.Read': (world, object) => ({ ...sessionOf(world, object), by: 'HOST' }),
  'Figures.Note': (world, object) => ({
    liveSessionId: farmOf(world, object).liveSessionId,
    deviceId: 'a phone',
    beacons: [{ skuId: farmOf(world, object).skuId, kind: 'CLICKED' }],
  }),
  'Reminders.Subscribe': (world, object) => ({ liveSessionId: farmOf(world, object).liveSessionId }),
  'Reminders.Get': (world, object) => ({ liveSessionId: farmOf(world, object).liveSessionId }),
  'Reminders.Unsubscribe': (world, object) => ({ liveSessionId: farmOf(world, object).liveSessionId }),
  'Shifts.Drop': (world, object) => ({ ...sessionOf(world, object), shiftId: SHIFT }),
  'Streams.IssueKey': (world, object) => ({ ...sessionOf(world, object), keyId: StreamKeyId.new() }),
  'Streams.RotateKey': (world, object) => ({ ...sessionOf(world, object), keyId: StreamKeyId.new(), graceS: 60 }),
  'Streams.RevokeKeys': sessionOf,
  'Streams.Get': sessionOf,
  'Recordings.List': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'Recordings.Hold': async (world, object) => ({
    companyId: companyOf(world, object),
    recordingId: await recordingOf(world, object),
    holdId: HoldId.new(),
    held: true,
    reason: '投诉取证',
  }),
  'Recordings.Replay': roomOf,
  'Recordings.Clips': sessionOf,
  'CouponOffers.Offer': (world, object) => ({
    ...sessionOf(world, object),
    offerId: OfferId.new(),
    couponId: object === 'foreign' ? world.theirs.claimCouponId : farmOf(world, object).claimCouponId,
    lastsS: 600,
  }),
  'CouponOffers.Claim': (world, object) => ({
    ...roomOf(world, object),
    couponId: farmOf(world, object).claimCouponId,
  }),
  'CouponOffers.List': roomOf,
  'CouponOffers.End': (world, object) => ({
    ...sessionOf(world, object),
    offerId: farmOf(world, object).couponOfferId,
  }),
  'Coupons.ListClaimed': () => ({}),
  'Likes.Like': (world, object) => ({ ...roomOf(world, object), likesId: LikesId.new(), likes: 3 }),
  'Chat.Say': (world, object) => ({ ...roomOf(world, object), lineId: ChatLineId.new(), text: '苹果甜吗' }),
  'Chat.List': roomOf,
  'Chat.Standing': roomOf,
  'Chat.Withdraw': (world, object) => ({ ...roomOf(world, object), lineId: farmOf(world, object).chatLineId }),
  'Chat.Report': (world, object) => ({
    ...roomOf(world, object),
    lineId: farmOf(world, object).chatLineId,
    reason: '广告',
  }),
  'ChatModeration.Configure': (world, object) => ({ ...actOf(world, object), slowModeS: 0, mutedAll: false }),
  'ChatModeration.Mute': (world, object) => ({ ...actOf(world, object), ...speakerOf(world, object), forS: 60 }),
  'ChatModeration.Unmute': (world, object) => ({ ...sessionOf(world, object), ...speakerOf(world, object) }),
  'ChatModeration.Ban': (world, object) => ({ ...actOf(world, object), ...speakerOf(world, object), days: 1 }),
  'ChatModeration.Retract': (world, object) => ({
    ...actOf(world, object),
    lineId: farmOf(world, object).chatLineId,
  }),
  'ChatModeration.ListReports': sessionOf,
  'ChatModeration.DismissReports': (world, object) => ({
    ...actOf(world, object),
    lineId: farmOf(world, object).chatLineId,
  }),
  'ChatModeration.ListBans': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'ChatModeration.LiftBan': (world, object) => ({
    companyId: companyOf(world, object),
    banId: farmOf(world, object).banId,
  }),
  'ChatModeration.ListActs': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'ChatModeration.AddWords': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    words: ['骗子'],
  }),
  'ChatModeration.RemoveWords': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    words: ['骗子'],
  }),
  'ChatModeration.ListWords': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),

  'SplitRules.Propose': (world, object) => ({
    companyId: companyOf(world, object, CompanyId.new()),
    ruleId: object === 'nested' ? world.theirs.ruleId : RuleId.new(),
    steps: splitSteps,
  }),
  'SplitRules.Approve': (world, object) => ({ ruleId: farmOf(world, object).ruleId }),
  'Ledger.OrderJournals': (world, object) => ({ orderId: farmOf(world, object).paid.orderId }),
  'Ledger.ListAccounts': (world, object) => ({ companyId: companyOf(world, object, CompanyId.new()) }),
  'Ledger.GetStatement': (world, object) => ({ ledgerAccountId: farmOf(world, object).ledgerAccountId }),
};

/** Whose company the path names: below it, a random object is asked for in our own. */
function companyOf({ ours, theirs }: World, object: ObjectKind, random: string = ours.companyId): string {
  if (object === 'random') return random;
  return object === 'foreign' ? theirs.companyId : ours.companyId;
}

function farmOf({ ours, theirs }: World, object: ObjectKind): Farm {
  if (object === 'random') return nobodys(theirs);
  return object === 'own' ? ours : theirs;
}

/** A farm of ids that nothing has. */
const nobodys = (like: Farm): Farm => ({
  ...like,
  productId: ProductId.new(),
  skuId: SkuId.new(),
  supplierId: SupplierId.new(),
  lotId: LotId.new(),
  accountId: AccountId.new(),
  liveSessionId: LiveSessionId.new(),
  offerId: OfferId.new(),
  claimCouponId: CouponId.new(),
  couponOfferId: OfferId.new(),
  chatLineId: ChatLineId.new(),
  speakerId: SpeakerId.new(),
  banId: BanId.new(),
  couponId: CouponId.new(),
  ruleId: RuleId.new(),
  shipmentId: ShipmentId.new(),
  ledgerAccountId: like.ledgerAccountId.replace(/[0-9a-f]{12}$/, '000000000000'),
  invitationId: InvitationId.new(),
  toWithdrawId: InvitationId.new(),
  ownerMembershipId: MembershipId.new(),
  order: { orderId: OrderId.new(), paymentId: PaymentId.new() },
  toCancel: { orderId: OrderId.new(), paymentId: PaymentId.new() },
  paid: { orderId: OrderId.new(), paymentId: PaymentId.new(), lineId: LineId.new() },
  asked: { toDecide: RefundId.new(), toWithdraw: RefundId.new() },
});

function couponOf(world: World, object: ObjectKind): Request {
  const couponId = CouponId.new();
  return {
    companyId: companyOf(world, object, CompanyId.new()),
    couponId,
    ...couponTerms,
    code: couponId.slice(0, 32),
    skuIds: object === 'random' ? [] : [farmOf(world, object).skuId],
  };
}

function lotOf(world: World, object: ObjectKind): Request {
  return { companyId: companyOf(world, object), lotId: farmOf(world, object).lotId };
}

const recordings = new Map<string, Promise<string>>();

/** One of each session, as a media edge tells of it: nothing of the session changes. */
async function recordingOf(world: World, object: ObjectKind): Promise<string> {
  if (object === 'random') return RecordingId.new();
  const { companyId, liveSessionId } = farmOf(world, object);
  const known =
    recordings.get(liveSessionId) ?? tellRecording(world, { companyId, liveSessionId }, ownerOf(world, object));
  recordings.set(liveSessionId, known);
  return known;
}

async function tellRecording(
  world: World,
  session: { companyId: string; liveSessionId: string },
  token: string,
): Promise<string> {
  const recordingId = RecordingId.new();
  const what = { case: 'recordingSealed' as const, value: { segments: 0, bytes: 0n, durationMs: 0n } };
  const told = create(StreamChangedSchema, { ...session, recordingId, edgeId: 'edge-1', what });
  const payload = JSON.stringify(toJson(StreamChangedSchema, told, { alwaysEmitImplicit: true }));
  const [messageId, subject] = [EventId.new(), eventSubject(StreamChangedSchema)];
  await new Courier(world.stranger.nats).deliver({ messageId, eventId: messageId, subject, payload });
  const { companyId } = session;
  await eventually(async () => {
    const { body } = await world.knock(Recordings.method.list, { companyId }, token);
    return JSON.stringify(body).includes(recordingId);
  });
  return recordingId;
}

const ownerOf = (world: World, object: ObjectKind) => world.person(object === 'own' ? 'owner' : 'their owner').token;

async function newLot(world: World, object: ObjectKind): Promise<string> {
  const { companyId, productId, supplierId } = farmOf(world, object);
  const lot = { companyId, productId, supplierId, lotId: LotId.new(), ...lotTerms };
  await world.knock(Stock.method.saveLot, lot, ownerOf(world, object));
  return lot.lotId;
}

async function newPreSale(world: World, object: ObjectKind): Promise<string> {
  const { companyId, productId, supplierId } = farmOf(world, object);
  const lot = { companyId, productId, supplierId, lotId: LotId.new(), ...preSaleTerms() };
  await world.knock(PreSales.method.open, lot, ownerOf(world, object));
  return lot.lotId;
}

async function certificateOf(world: World, object: ObjectKind): Promise<string> {
  const token = ownerOf(world, object);
  const blobKey = await upload(world, token, 'application/pdf', 'PDF');
  const { companyId, lotId } = farmOf(world, object);
  const certificate = { kind: 'ORIGIN', number: '甘-001', expiresOn: '2099-01-01', certificateId: CertificateId.new() };
  await world.knock(Lots.method.addCertificate, { companyId, lotId, blobKey, ...certificate }, token);
  return certificate.certificateId;
}

async function upload(world: World, token: string, type: string, body: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': type };
  const answer = await fetch(`${world.system.url}/api/uploads`, { method: 'POST', body, headers });
  return ((await answer.json()) as { blobKey: string }).blobKey;
}

/** A table of its own each time: the same file is not applied twice. */
async function importOf(world: World, object: ObjectKind): Promise<Request> {
  const importId = ImportId.new();
  const companyId = companyOf(world, object);
  if (object === 'random') return { companyId, importId };
  const token = ownerOf(world, object);
  const header = 'title,category,skuTitle,price,netG,grossG,purchaseKind,returnClass';
  const table = `${header}\n苹果 ${importId},${world.categoryId},一箱,25,500,600,OUTRIGHT,FRESH\n`;
  const blobKey = await upload(world, token, 'text/csv', table);
  const { companyId: at } = farmOf(world, object);
  await world.knock(Tables.method.preview, { companyId: at, importId, kind: 'PRODUCTS', blobKey }, token);
  return { companyId, importId };
}

async function exportOf(world: World, object: ObjectKind): Promise<Request> {
  const exportId = ExportId.new();
  const companyId = companyOf(world, object);
  if (object === 'random') return { companyId, exportId };
  const { companyId: at } = farmOf(world, object);
  await world.knock(OrderExports.method.begin, { companyId: at, exportId }, ownerOf(world, object));
  return { companyId, exportId };
}

function paidOrderOf(world: World, object: ObjectKind): Request {
  return { companyId: companyOf(world, object), orderId: farmOf(world, object).paid.orderId };
}

function sessionOf(world: World, object: ObjectKind): Request {
  return { companyId: companyOf(world, object), liveSessionId: farmOf(world, object).liveSessionId };
}

function roomOf(world: World, object: ObjectKind): Request {
  return { liveSessionId: farmOf(world, object).liveSessionId };
}

const actOf = (world: World, object: ObjectKind): Request => ({ ...sessionOf(world, object), actId: ActId.new() });

const speakerOf = (world: World, object: ObjectKind): Request => ({ speakerId: farmOf(world, object).speakerId });

/** The caller's own, or one that some client keeps under an id of its own. */
function cartOf(_: World, object: ObjectKind): Request {
  return object === 'own' ? {} : { cartId: CartId.new() };
}

/** In the caller's own book; "foreign" is an id that stands in the other buyer's. */
const addressOf = ({ theirAddressId }: World, object: ObjectKind): string =>
  object === 'foreign' ? theirAddressId : AddressId.new();

async function refreshToken(world: World, object: ObjectKind): Promise<Request> {
  if (object === 'random') return { refreshToken: 'nobody-ever-got-this-one' };
  const { refreshToken } = await world.signIn(world.person('buyer').phone);
  return { refreshToken };
}
