import { ask } from '../door/door.js';
import type { Shop } from '../door/shapes.js';
import { useAsked } from '../shell/use.js';

/** Whose goods these are. */
export const useShop = (companyId: string | undefined): Shop | undefined =>
  useAsked(companyId && `shop ${companyId}`, async () => (await ask<{ shop: Shop }>('GET', `/shops/${companyId}`)).shop)
    .value;
