import { randomInt } from 'node:crypto';
import type { SignedIn } from './answers.js';
import type { Door } from './door.js';

export interface Person {
  personId: string;
  phone: string;
  door: Door;
}

export const PASSWORD = '甘肃 potatoes 2026';
const PHONES = 100_000_000;
let lastPhone = randomInt(PHONES);

/** A person, signed up and signed in. */
export async function givenPerson(door: Door, name = '李雪'): Promise<Person> {
  lastPhone = (lastPhone + 1) % PHONES;
  const phone = `138${String(lastPhone).padStart(8, '0')}`;
  const { accessToken, person } = await door.post<SignedIn>('/auth/sign-up', { phone, password: PASSWORD, name });
  return { personId: person.personId, phone, door: door.withToken(accessToken) };
}

/** With a token that knows what they may by now. */
export async function signsInAgain(person: Person): Promise<void> {
  const { accessToken } = await person.door.post<SignedIn>('/auth/sign-in', {
    phone: person.phone,
    password: PASSWORD,
  });
  person.door = person.door.withToken(accessToken);
}
