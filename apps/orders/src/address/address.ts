import { parsePhone, parseRegion, parseText } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';

export interface Address {
  name: string;
  phone: string;
  regionCode: string;
  detail: string;
}

const NAME_MAX = 40;
const DETAIL_MAX = 200;

export function parseAddress(address: Address | undefined): Address {
  if (!address) throw invalid('shippingAddress', 'not empty');
  return {
    name: parseText(address.name, 'shippingAddress.name', { max: NAME_MAX }),
    phone: parsePhone(address.phone, 'shippingAddress.phone'),
    regionCode: parseRegion(address.regionCode, 'shippingAddress.regionCode'),
    detail: parseText(address.detail, 'shippingAddress.detail', { max: DETAIL_MAX }),
  };
}

/** For whoever checks an order without packing it: 张**, 138****1234. */
export function masked({ name, phone, regionCode }: Address): Address {
  return {
    name: `${[...name][0] ?? ''}**`,
    phone: `${phone.slice(0, 3)}****${phone.slice(-4)}`,
    regionCode,
    detail: '***',
  };
}
