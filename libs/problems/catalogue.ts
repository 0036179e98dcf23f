/**
 * Every problem Tianjian answers with. A code is public for ever; `title` is for the person, `detail` says what to do.
 * Statuses follow RFC 9110; the body is RFC 9457.
 */
export const catalogue = {
  'request.invalid': { status: 400, title: '请求内容有误', detail: 'Mend the named field and send it again.' },
  'request.too_large': { status: 413, title: '请求内容过大', detail: 'Send less at once.' },
  'request.wrong_verb': { status: 405, title: '请求方法有误', detail: 'Use one of the verbs that allow names.' },
  'request.not_json': { status: 415, title: '请求格式有误', detail: 'Send application/json.' },
  'request.repeated_differently': {
    status: 409,
    title: '同一编号的内容不一致',
    detail: 'This id was used before with other content. Use a new id.',
  },
  'upload.type_refused': {
    status: 415,
    title: '不支持这种文件',
    detail: 'Send the file itself as the body, under one of the types that types names.',
  },
  'auth.required': { status: 401, title: '请先登录', detail: 'Sign in, or refresh the access token.' },
  'auth.failed': { status: 401, title: '手机号或密码不正确', detail: 'Check the phone number and the password.' },
  'auth.code_required': {
    status: 401,
    title: '请输入动态验证码',
    detail: 'Sign in again with the code of the authenticator app, or a recovery code, as code.',
  },
  'code.wrong': {
    status: 409,
    title: '验证码不正确或已失效',
    detail: 'Check the code. After five tries or five minutes ask for a new one.',
  },
  'phone.unproved': { status: 409, title: '请先验证手机号', detail: 'Prove the phone with a one-time code first.' },
  'address.book_full': { status: 409, title: '收货地址已满', detail: 'Remove an address first.' },
  'factor.in_force': { status: 409, title: '已启用两步验证', detail: 'Remove the second factor first.' },
  'invitation.too_many': {
    status: 409,
    title: '邀请过多，请稍后再试',
    detail: 'Withdraw invitations, or wait a day.',
  },
  'invitation.over': {
    status: 409,
    title: '邀请已失效',
    detail: 'It was answered, withdrawn or ran out. Invite anew.',
  },
  'membership.over': { status: 409, title: '该成员关系已结束', detail: 'Invite the person anew.' },
  'membership.last_owner': {
    status: 409,
    title: '不能移除最后一位负责人',
    detail: 'Make somebody else an owner first, for at least as long.',
  },
  'cart.full': { status: 409, title: '购物车已满', detail: 'Take lines out first.' },
  'access.denied': { status: 403, title: '没有权限', detail: 'Your role does not allow this.' },
  not_found: { status: 404, title: '没有找到', detail: 'It does not exist, or you may not know of it.' },
  'phone.taken': { status: 409, title: '该手机号已注册', detail: 'Sign in with this phone number instead.' },
  'stock.sold_out': { status: 409, title: '库存不足', detail: 'Take fewer, or choose something else.' },
  'checkout.changed': {
    status: 409,
    title: '结算内容已变化',
    detail: 'This checkout was sent before with other content. Start a new checkout.',
  },
  'price.changed': { status: 409, title: '价格已变化', detail: 'Show the new total and ask the buyer again.' },
  'price.expired': {
    status: 409,
    title: '该价格已失效',
    detail: 'Another price is in force, which priceFen tells. Look again, then show that one.',
  },
  'order.expired': { status: 409, title: '订单已超时', detail: 'Start a new checkout.' },
  'order.several_companies': { status: 409, title: '一单只能购买一家商品', detail: 'Make one order for each company.' },
  'order.pre_sale_apart': {
    status: 409,
    title: '预售商品请单独下单',
    detail: 'Make one order for what is ready, and one for each harvest to come: preSales names the SKUs of each.',
  },
  'order.not_payable': {
    status: 409,
    title: '订单当前不能支付或取消',
    detail: 'Read the order: its state has moved on.',
  },
  'order.not_refundable': {
    status: 409,
    title: '订单当前不能退款',
    detail: 'Read the order: it is not paid, or all of it has gone back.',
  },
  'refund.too_much': { status: 409, title: '超过可退数量或金额', detail: 'Ask for no more than is left of the line.' },
  'refund.too_many': { status: 409, title: '退款次数已达上限', detail: 'Ask the company to settle the rest at once.' },
  'refund.too_late': { status: 409, title: '已超过售后期限', detail: 'The term for this has passed.' },
  'refund.photos_needed': {
    status: 409,
    title: '该商品不支持无理由退货，请上传凭证照片',
    detail: 'Goods of this kind are not taken back. Ask again with photos of what is wrong with them.',
  },
  'refund.decided': {
    status: 409,
    title: '退款申请已处理',
    detail: 'Read the refund: it was decided or withdrawn already.',
  },
  'refund.goods_missing': {
    status: 409,
    title: '七天无理由退货，收到退回商品前不能拒绝',
    detail: 'A return within seven days is declined only for what comes back. Wait for the goods.',
  },
  'coupon.refused': {
    status: 409,
    title: '优惠券不可用',
    detail: '`reason` says why, for the buyer; `why` for the program. Leave this coupon out, or take another.',
  },
  'coupon.code_taken': { status: 409, title: '优惠码已被使用', detail: 'Choose another code.' },
  'freight.region_refused': {
    status: 409,
    title: '该地区不发货',
    detail: 'The shop does not send there; `reason` says why, for the buyer. Choose another address.',
  },
  'order.not_packable': {
    status: 409,
    title: '订单当前不能拣货或发货',
    detail: 'Read the order: only what is paid and not yet sent altogether is packed.',
  },
  'order.not_shipped': { status: 409, title: '订单尚未全部发货', detail: 'Confirm when every parcel has left.' },
  'shipment.too_many': {
    status: 409,
    title: '发货数量超出待发数量',
    detail: 'Ship at most what was neither shipped nor refunded.',
  },
  'line.weighed': {
    status: 409,
    title: '该商品已称重',
    detail: 'A line is weighed once, and goes out of the lot it was weighed from. Read the order.',
  },
  'line.not_weighed': {
    status: 409,
    title: '按重量计价的商品须先称重',
    detail: 'Weigh these lines before they are shipped.',
  },
  'refund.undecided': {
    status: 409,
    title: '有退款申请尚未处理',
    detail: 'Decide the open refund of this line first: it says what is still to be packed.',
  },
  'reallocation.too_many': {
    status: 409,
    title: '该批次没有这么多待发件',
    detail: 'Read the pick list: move at most what is still to leave from this lot.',
  },
  'lot.not_sellable': {
    status: 409,
    title: '该批次不可销售',
    detail: 'Take a lot that reaches the buyer before it expires.',
  },
  'offer.limit_reached': { status: 409, title: '已达每人限购数量', detail: 'Take fewer at this price.' },
  'offer.another_open': { status: 409, title: '已有秒杀进行中', detail: 'Stop the running flash offer first.' },
  'session.not_open': { status: 409, title: '直播场次不可修改', detail: 'The session has ended.' },
  'session.not_live': { status: 409, title: '直播未开始或已结束', detail: 'Start the session first.' },
  'shift.overlaps': {
    status: 409,
    title: '排班时间与其他班次重叠',
    detail: 'Two shifts of a session never overlap. Choose another time, or move the other shift first.',
  },
  'shift.not_planned': {
    status: 409,
    title: '不在本场排班中',
    detail: 'Only who is on the plan of the session, or a seller, goes on duty. Plan a shift first.',
  },
  'shift.taken': {
    status: 409,
    title: '已有主播在岗',
    detail: 'Somebody is on duty. To relieve them, check in with takeOver.',
  },
  'host.unverified': {
    status: 409,
    title: '主播身份未核验或已过期',
    detail: 'A mentor of the incubator confirms who hosts, every six months. Ask one to, then ask for a key again.',
  },
  'stream.off_roster': {
    status: 409,
    title: '当前不在排班中',
    detail: 'A key is for who is on the plan now, a quarter of an hour early or late, or on duty. Plan a shift first.',
  },
  'stream.taken': {
    status: 409,
    title: '已有主播在推流',
    detail: 'Somebody else streams this session. To show them out, ask with takeOver.',
  },
  'stream.unavailable': {
    status: 409,
    title: '本平台未开通推流',
    detail: 'No media edge is set up here (MEDIA_EDGES). Stream elsewhere, and start and end the session by hand.',
  },
  'chat.refused': {
    status: 409,
    title: '该内容不能发布',
    detail: '`reason` says why, for the sender; `why` for the program. Write it otherwise, under a new lineId.',
  },
  'chat.too_fast': { status: 429, title: '发言太快，请稍后再试', detail: 'Wait as long as retryAfterS says.' },
  'chat.muted': {
    status: 409,
    title: '您已被禁言',
    detail: 'Read along. `until` says for how long; without it, to the end.',
  },
  'chat.muted_all': {
    status: 409,
    title: '本直播间已开启全员禁言',
    detail: 'Wait until the host lets everybody write.',
  },
  'chat.banned': {
    status: 409,
    title: '您不能在该商家的直播间发言',
    detail: 'The company keeps this account or device out of its chats; without `until` for good.',
  },
  'reminder.too_many': {
    status: 409,
    title: '预约的直播过多',
    detail: 'At most 200 announced sessions at a time. Take some reminders back first.',
  },
  'account.on_air': { status: 409, title: '该账号正在直播', detail: 'End the running session of this account first.' },
  'lot.too_small': { status: 409, title: '批次重量不足', detail: 'Pack fewer pieces, or take another lot.' },
  'lot.recalled': { status: 409, title: '批次已召回', detail: 'This lot was called back. Take another lot.' },
  'lot.not_harvested': {
    status: 409,
    title: '该批次尚未采收',
    detail: 'Note the harvest first. What was promised of a smaller one is settled within seconds of the refunds.',
  },
  'pre_sale.full': { status: 409, title: '超出可预售数量', detail: 'Offer at most what leftG tells.' },
  'pre_sale.over': { status: 409, title: '该批次预售已结束', detail: 'It is harvested, or its day has passed.' },
  'pre_sale.sku_ready': {
    status: 409,
    title: '该规格有现货或正在预售',
    detail: 'Sell what is ready first, or make a SKU of its own for the pre-sale.',
  },
  'pre_sale.sku_promised': {
    status: 409,
    title: '该规格正在预售',
    detail: 'Its buyers wait for the harvest. Pack this lot into another SKU, or note the harvest first.',
  },
  'sku.in_use': { status: 409, title: '规格已使用，不能修改', detail: 'Make a new SKU.' },
  'image.refused': {
    status: 400,
    title: '图片无法使用',
    detail: 'Take a JPEG, PNG or WebP picture; reason says what is wrong with this one.',
  },
  'table.unreadable': {
    status: 400,
    title: '表格无法读取',
    detail: 'Take a CSV in UTF-8 or GB18030 with the header that an export has; reason says what is wrong.',
  },
  'import.has_faults': {
    status: 409,
    title: '表格中有错误',
    detail: 'Read the faults, mend the rows, preview it again.',
  },
  'import.applied_before': {
    status: 409,
    title: '该表格已经导入过',
    detail: 'This very file was applied under the id that importId names. Export anew for another change.',
  },
  'export.too_many': { status: 409, title: '正在导出的表格过多', detail: 'Wait until one of yours is done.' },
  'webhook.refused': { status: 400, title: '通知未通过校验', detail: 'Sign the body as sent, with the shared secret.' },
  overloaded: { status: 429, title: '系统繁忙，请稍后再试', detail: 'Wait as long as retry-after says.' },
  unavailable: {
    status: 503,
    title: '服务暂不可用，请稍后再试',
    detail: 'Repeat with the same id: nothing is done twice.',
  },
  internal: { status: 500, title: '系统出错', detail: 'We have been told. Repeating with the same id is safe.' },
} as const satisfies Record<string, { status: number; title: string; detail: string }>;

interface Shortage {
  skuId: string;
  wanted: number;
  available: number;
}

/** What may still be asked for of a line. */
interface LineLeft {
  lineId: string;
  quantity: number;
  amountFen: string;
}

/** What each code carries besides its name. */
export type Details = { [C in keyof typeof catalogue]: Record<never, never> } & {
  'request.invalid': { field: string; reason: string };
  'stock.sold_out': { shortages: Shortage[] };
  'upload.type_refused': { types: string[] };
  'image.refused': { reason: string };
  'table.unreadable': { reason: string };
  'import.has_faults': { faultyRows: number };
  'import.applied_before': { importId: string };
  'price.changed': { totalFen: string };
  'order.pre_sale_apart': { preSales: { shipBy: string; skuIds: string[] }[] };
  'pre_sale.full': { leftG: string };
  'price.expired': { priceFen: string };
  'refund.too_much': { left: LineLeft[] };
  'coupon.refused': { couponCode: string; why: string; reason: string };
  'chat.refused': { why: string; reason: string };
  'chat.too_fast': { retryAfterS: number };
  'chat.muted': { until?: string };
  'chat.banned': { until?: string };
  'freight.region_refused': { regionCode: string; region: string; reason: string };
  'shipment.too_many': { lineId: string; left: number };
  'line.weighed': { lineId: string };
  'line.not_weighed': { lineIds: string[] };
  'refund.undecided': { lineId: string };
  'reallocation.too_many': { left: number };
  overloaded: { retryAfterS?: number };
  unavailable: { retryAfterS?: number };
};
