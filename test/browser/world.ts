import { randomUUID } from 'node:crypto';
import type { LiveSession, PlacedOrder } from '../journeys/answers.js';
import type { Door } from '../journeys/door.js';
import { dayFromNow, givenShop, type OnSale, type Shop } from '../journeys/shop.js';
import { eventually, type WholeSystem } from '../journeys/whole-system.js';
import { HOME, knownBuyer } from './buyer.js';

const HOUR_MS = 3_600_000;

/** A shop with something in every state that a page can be in. */
export interface World {
  shop: Shop;
  potatoes: OnSale;
  soldOut: OnSale;
  live: LiveSession;
  announced: LiveSession;
  ended: LiveSession;
}

export async function givenWorld(system: WholeSystem): Promise<World> {
  const shop = await givenShop(system);
  const potatoes = await shop.sells({ title: '定西土豆', lots: [{ pieces: 500 }] });
  const soldOut = await shop.sells({ title: '秦安蜜桃', lots: [] });
  const ended = await shop.goesLive([potatoes]);
  await shop.door.post(sessionPath(shop, ended, '/end'));
  const live = await shop.goesLive([potatoes, soldOut]);
  await shop.door.put(sessionPath(shop, live, '/pin'), { skuId: potatoes.skuId });
  const { session: announced } = await shop.door.post<{ session: LiveSession }>(shop.path('/live-sessions'), {
    accountId: (live as LiveSession & { accountId: string }).accountId,
    title: '明早挖新土豆',
    startsAt: new Date(Date.now() + 20 * HOUR_MS).toISOString(),
  });
  return { shop, potatoes, soldOut, live, announced, ended };
}

export const sessionPath = (shop: Shop, { liveSessionId }: { liveSessionId: string }, rest = '') =>
  shop.path(`/live-sessions/${liveSessionId}${rest}`);

/** An order that is paid, and further on its way where that is wanted. */
export async function givenOrder(
  { shop, potatoes }: World,
  door: Door,
  { quantity = 2, delivered = false } = {},
): Promise<string> {
  const { name, phone, regionCode, detail } = HOME;
  const { order, payment } = await door.post<PlacedOrder>('/orders', {
    checkoutId: randomUUID(),
    lines: [{ skuId: potatoes.skuId, quantity }],
    shippingAddress: { name, phone, regionCode, detail },
  });
  await door.post(`/sandbox/payments/${payment.paymentId}`, { outcome: 'SUCCEEDED' });
  const at = `/orders/${order.orderId}`;
  await eventually('it is paid', async () => (await door.get<PlacedOrder>(at)).order.status === 'PAID');
  if (!delivered) return order.orderId;
  const shipmentId = randomUUID();
  await shop.owner.door.post(shop.path(`/orders/${order.orderId}/shipments`), {
    shipmentId,
    ...{ carrier: 'SF', trackingNumber: 'SF1234567890123' },
    lines: order.lines.map(({ lineId }) => ({ lineId, quantity })),
  });
  await shop.owner.door.post(shop.path(`/shipments/${shipmentId}/delivered`));
  return order.orderId;
}

/** Says something in a session, under a name; answers what to call the line by. */
export async function says(door: Door, { liveSessionId }: LiveSession, name: string, text: string): Promise<string> {
  const lineId = randomUUID();
  await door.post(`/live-sessions/${liveSessionId}/chat`, { lineId, text, name, deviceId: randomUUID() });
  return lineId;
}

/** What waits for who keeps order and who sells ahead: a line that was reported, a ban, a harvest to come. */
export async function givenWork(system: WholeSystem, { shop, potatoes, live }: World): Promise<void> {
  const [speaker, other] = [await knownBuyer(system.door), await knownBuyer(system.door)];
  const lineId = await says(speaker.door, live, '老赵', '隔壁家的更便宜');
  await other.door.post(`/live-sessions/${live.liveSessionId}/chat/reports`, { lineId, reason: '广告、拉人加微信' });
  await says(other.door, live, '老钱', '骗子');
  const { lines } = await system.door.get<{ lines: { speakerId: string; name: string }[] }>(
    `/live-sessions/${live.liveSessionId}/chat`,
  );
  const { speakerId } = lines.find(({ name }) => name === '老钱')!;
  await shop.door.post(sessionPath(shop, live, '/chat/bans'), { actId: randomUUID(), speakerId, reason: '骂人' });
  const lilies = await shop.sells({ title: '兰州百合', lots: [] });
  const { preSale } = await shop.door.post<{ preSale: { lotId: string } }>(shop.path('/pre-sales'), {
    ...{ productId: lilies.productId, supplierId: potatoes.lots[0]!.supplierId, originCode: '620102', grade: '一级' },
    ...{ expectedOn: dayFromNow(20), expectedG: '500000', shareBp: 6_000, shipWithinDays: 7, keepsDays: 30 },
    ...{ pricePerKgFen: '1200', referencePerKgFen: '1500' },
  });
  const offering = { offeringId: randomUUID(), skuId: lilies.skuId, pieces: 20 };
  await shop.door.post(shop.path(`/pre-sales/${preSale.lotId}/offerings`), offering);
}
