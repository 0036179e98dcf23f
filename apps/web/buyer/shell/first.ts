// What a buyer needs from a link to "buy". Whatever is fetched later names it, too: so all of it stays in one file, and is
// not cut into one for each group of pages that share some of it.
export { AirPage } from '../air/air-page.js';
export { CheckoutSheet } from '../checkout/checkout-sheet.js';
export { ProductPage } from '../products/product-page.js';
export { ProductsPage } from '../products/products-page.js';
export { RoomPage } from '../room/room-page.js';
export { Toasts } from '../ui/toast.js';
