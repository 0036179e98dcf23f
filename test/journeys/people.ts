import { randomInt } from 'node:crypto';
import type { SignedIn } from './answers.js';
import { Door } from './door.js';

export interface Person {
  personId: string;
  door: Door;
}

const PASSWORD = '甘肃 potatoes 2026';
const PHONES = 100_000_000;
let lastPhone = randomInt(PHONES);

/** A person who has signed up, and signs in whenever they must. */
export async function givenPerson(door: Door, name = '李雪'): Promise<Person> {
  lastPhone = (lastPhone + 1) % PHONES;
  const who = { phone: `138${String(lastPhone).padStart(8, '0')}`, password: PASSWORD };
  const { person, accessToken } = await door.post<SignedIn>('/auth/sign-up', { ...who, name });
  const signIn = async () => (await door.post<SignedIn>('/auth/sign-in', who)).accessToken;
  return { personId: person.personId, door: new Door(door.url, signIn, accessToken) };
}
