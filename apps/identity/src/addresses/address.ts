import { AddressId } from '#kernel/id.js';
import { parsePhone, parseRegion, parseText } from '#kernel/text.js';
import { Problem } from '#problems/problem.js';

/** Who and where. */
export interface Whereabouts {
  name: string;
  phone: string;
  detail: string;
}

export interface Address extends Whereabouts {
  addressId: AddressId;
  regionCode: string;
  isDefault: boolean;
}

const NAME_MAX = 40;
const DETAIL_MAX = 200;
const ADDRESSES_MAX = 20;

export const parseAddress = (request: { [K in keyof Address]: K extends 'isDefault' ? boolean : string }): Address => ({
  addressId: AddressId.parse(request.addressId),
  name: parseText(request.name, 'name', { max: NAME_MAX }),
  phone: parsePhone(request.phone, 'phone'),
  regionCode: parseRegion(request.regionCode, 'regionCode'),
  detail: parseText(request.detail, 'detail', { max: DETAIL_MAX }),
  isDefault: request.isDefault,
});

type Kept = Pick<Address, 'addressId' | 'isDefault'>;

/** Problems: address.book_full. */
export function assertRoom(book: readonly Kept[], addressId: AddressId): void {
  const others = book.filter((kept) => kept.addressId !== addressId);
  if (others.length >= ADDRESSES_MAX) throw new Problem('address.book_full');
}

/** A book that is not empty has one default: an address becomes it by saying so, or where no other is. */
export const becomesDefault = (book: readonly Kept[], { addressId, isDefault }: Kept): boolean =>
  isDefault || !book.some((kept) => kept.isDefault && kept.addressId !== addressId);
