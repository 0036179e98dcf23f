import type { ShippingAddress } from '../door/shapes.js';
import { useAsked } from '../shell/use.js';
import { regions, wholeNameOf } from './addresses.js';

export function AddressLine({ address }: { address: ShippingAddress }) {
  const all = useAsked('regions', regions);
  return (
    <span class="address grow">
      <b>
        {address.name} <span class="phone">{address.phone}</span>
      </b>
      <span>
        {all.value ? wholeNameOf(all.value, address.regionCode) : ''} {address.detail}
      </span>
    </span>
  );
}
