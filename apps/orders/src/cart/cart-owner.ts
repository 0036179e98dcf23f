import { CartId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Problem } from '#problems/problem.js';
import type { Owner } from './cart.sql.js';

/** The client's cart where its id is given, else the caller's own. Problems: auth.required. */
export function ownerOf(cartId: string, { person }: Caller): Owner {
  if (cartId !== '') return { kind: 'client', id: CartId.parse(cartId) };
  if (!person) throw new Problem('auth.required');
  return { kind: 'person', id: person.personId };
}
