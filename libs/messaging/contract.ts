import { getOption, type DescMessage, type DescMethod, type DescService, type Registry } from '@bufbuild/protobuf';
import { createRegistry } from '@bufbuild/protobuf';
import { file_tianjian_attribution_v1_attribution } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { file_tianjian_catalog_v1_images } from '#contracts/tianjian/catalog/v1/images_pb.js';
import { file_tianjian_catalog_v1_coupons } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { file_tianjian_catalog_v1_freight } from '#contracts/tianjian/catalog/v1/freight_pb.js';
import { file_tianjian_catalog_v1_lots } from '#contracts/tianjian/catalog/v1/lots_pb.js';
import { file_tianjian_catalog_v1_past_sales } from '#contracts/tianjian/catalog/v1/past_sales_pb.js';
import { file_tianjian_catalog_v1_picking } from '#contracts/tianjian/catalog/v1/picking_pb.js';
import { file_tianjian_catalog_v1_presales } from '#contracts/tianjian/catalog/v1/presales_pb.js';
import { file_tianjian_catalog_v1_products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { file_tianjian_catalog_v1_shelf } from '#contracts/tianjian/catalog/v1/shelf_pb.js';
import { file_tianjian_catalog_v1_stock } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { file_tianjian_identity_v1_account } from '#contracts/tianjian/identity/v1/account_pb.js';
import { file_tianjian_catalog_v1_tables } from '#contracts/tianjian/catalog/v1/tables_pb.js';
import { file_tianjian_identity_v1_identity } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { file_tianjian_identity_v1_memberships } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { file_tianjian_livestream_v1_chat } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { file_tianjian_identity_v1_notices } from '#contracts/tianjian/identity/v1/notices_pb.js';
import { file_tianjian_identity_v1_verifications } from '#contracts/tianjian/identity/v1/verifications_pb.js';
import { file_tianjian_livestream_v1_coupon_offers } from '#contracts/tianjian/livestream/v1/coupon_offers_pb.js';
import { file_tianjian_livestream_v1_livestream } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { file_tianjian_livestream_v1_figures } from '#contracts/tianjian/livestream/v1/figures_pb.js';
import { file_tianjian_livestream_v1_reminders } from '#contracts/tianjian/livestream/v1/reminders_pb.js';
import { file_tianjian_livestream_v1_shifts } from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import { file_tianjian_livestream_v1_streams } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { file_tianjian_livestream_v1_room } from '#contracts/tianjian/livestream/v1/room_pb.js';
import { file_tianjian_media_v1_media } from '#contracts/tianjian/media/v1/media_pb.js';
import { file_tianjian_orders_v1_cart } from '#contracts/tianjian/orders/v1/cart_pb.js';
import { file_tianjian_orders_v1_exports } from '#contracts/tianjian/orders/v1/exports_pb.js';
import { file_tianjian_orders_v1_fulfilment } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { file_tianjian_orders_v1_orders } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { file_tianjian_orders_v1_past_orders } from '#contracts/tianjian/orders/v1/past_orders_pb.js';
import { file_tianjian_orders_v1_provider_account } from '#contracts/tianjian/orders/v1/provider_account_pb.js';
import { file_tianjian_orders_v1_refunds } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { file_tianjian_orders_v1_recalls } from '#contracts/tianjian/orders/v1/recalls_pb.js';
import { access, consumers, http, type Access } from '#contracts/tianjian/options_pb.js';

/** Every message that crosses a service's border. */
export const registry: Registry = createRegistry(
  file_tianjian_identity_v1_identity,
  file_tianjian_catalog_v1_images,
  file_tianjian_identity_v1_account,
  file_tianjian_identity_v1_memberships,
  file_tianjian_identity_v1_notices,
  file_tianjian_identity_v1_verifications,
  file_tianjian_catalog_v1_coupons,
  file_tianjian_catalog_v1_freight,
  file_tianjian_catalog_v1_presales,
  file_tianjian_catalog_v1_products,
  file_tianjian_catalog_v1_stock,
  file_tianjian_catalog_v1_shelf,
  file_tianjian_catalog_v1_lots,
  file_tianjian_catalog_v1_products,
  file_tianjian_catalog_v1_stock,
  file_tianjian_catalog_v1_tables,
  file_tianjian_orders_v1_orders,
  file_tianjian_orders_v1_recalls,
  file_tianjian_orders_v1_provider_account,
  file_tianjian_orders_v1_cart,
  file_tianjian_orders_v1_refunds,
  file_tianjian_catalog_v1_picking,
  file_tianjian_catalog_v1_past_sales,
  file_tianjian_orders_v1_past_orders,
  file_tianjian_orders_v1_exports,
  file_tianjian_orders_v1_fulfilment,
  file_tianjian_livestream_v1_chat,
  file_tianjian_livestream_v1_coupon_offers,
  file_tianjian_livestream_v1_livestream,
  file_tianjian_livestream_v1_shifts,
  file_tianjian_livestream_v1_reminders,
  file_tianjian_livestream_v1_room,
  file_tianjian_livestream_v1_streams,
  file_tianjian_livestream_v1_figures,
  file_tianjian_attribution_v1_attribution,
  file_tianjian_media_v1_media,
);

export const services: DescService[] = [...registry].filter((type) => type.kind === 'service');
export const methods: DescMethod[] = services.flatMap((service) => service.methods);
export const events: DescMessage[] = [...registry]
  .filter((type) => type.kind === 'message')
  .filter((message) => consumersOf(message).length > 0);

/** The durable consumers that must apply an event: "catalog-sell-hold". */
export function consumersOf(event: DescMessage): string[] {
  return getOption(event, consumers);
}

/** "catalog-sell-hold" belongs to "catalog". */
export const serviceOfConsumer = (consumer: string) => consumer.slice(0, consumer.indexOf('-'));

// Asked on every call; reading an option decodes it anew.
const accesses = new Map<DescMethod, Access['who']>();
const routes = new Map<DescMethod, Route | undefined>();

/** Who may call. A method that does not say stops the start. */
export function accessOf(method: DescMethod): Access['who'] {
  const known = accesses.get(method);
  if (known) return known;
  const { who } = getOption(method, access);
  if (who.case === undefined) throw new Error(`${method.parent.typeName}.${method.name} does not say who may call it`);
  accesses.set(method, who);
  return who;
}

export interface Route {
  verb: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Under /api, with the proto names of the fields it binds: "/orders/{order_id}". */
  path: string;
  /** How long an answer may be given again; 0: never. */
  freshMs: number;
}

/** Where the method stands on the public door, if it does. */
export function routeOf(method: DescMethod): Route | undefined {
  if (!routes.has(method)) routes.set(method, readRoute(method));
  return routes.get(method);
}

function readRoute(method: DescMethod): Route | undefined {
  const { route, freshMs } = getOption(method, http);
  if (route.case === undefined) return undefined;
  return { verb: route.case.toUpperCase() as Route['verb'], path: route.value, freshMs };
}
