import { newId } from './ids.js';
import { keep, kept } from './kept.js';

/** By what this device is counted while nobody is signed in. */
export function deviceId(): string {
  const known = kept<string>('device');
  if (known) return known;
  const made = newId();
  keep('device', made);
  return made;
}
