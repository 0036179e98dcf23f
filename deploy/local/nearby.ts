import { networkInterfaces } from 'node:os';

/** How a phone in the same network reaches what is at a port of this machine, if there is a network. */
export function seenFromNearby(url: string, interfaces = networkInterfaces()): string | undefined {
  const addresses = Object.values(interfaces).flatMap((some) => some ?? []);
  const ours = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (!ours) return undefined;
  const seen = new URL(url);
  seen.hostname = ours.address;
  return seen.href.replace(/\/$/, '');
}
