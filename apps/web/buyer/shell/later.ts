import './first.js';

export { AddressesPage } from '../addresses/addresses-page.js';
export { ClaimPage } from '../after-sale/claim-page.js';
export { CartPage } from '../cart/cart-page.js';
export { LotPage } from '../lots/lot-page.js';
export { OrderPage } from '../orders/order-page.js';
export { OrdersPage } from '../orders/orders-page.js';
export { MePage } from '../people/me-page.js';
