import type { Check } from './check.js';
import { coupons } from './checks/coupons.js';
import { deadlines } from './checks/deadlines.js';
import { figures } from './checks/figures.js';
import { ledger } from './checks/ledger.js';
import { messages } from './checks/messages.js';
import { money } from './checks/money.js';
import { orders } from './checks/orders.js';
import { presales } from './checks/presales.js';
import { promises } from './checks/promises.js';
import { providerAccount } from './checks/provider-account.js';
import { recordings } from './checks/recordings.js';
import { refunds } from './checks/refunds.js';
import { sales } from './checks/sales.js';
import { stock } from './checks/stock.js';
import { weighing } from './checks/weighing.js';

/** Everything that must be true of the books. */
export const checks: Check[] = [
  stock,
  presales,
  coupons,
  orders,
  money,
  providerAccount,
  refunds,
  weighing,
  ledger,
  messages,
  sales,
  figures,
  recordings,
  deadlines,
  promises,
].flat();
