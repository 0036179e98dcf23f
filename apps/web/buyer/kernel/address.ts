const THIS_MACHINE = /^([a-z]+:\/\/)(?:127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$)/;

/** What a server calls its own machine is, for whoever opened the page from elsewhere, the host it came from. */
export const asSeenFrom = (hostname: string, address: string): string =>
  address.replace(THIS_MACHINE, (_, scheme: string) => scheme + hostname);

export const asSeenFromHere = (address: string): string => asSeenFrom(location.hostname, address);
