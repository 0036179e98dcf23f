// Constants, where @fastify/helmet builds itself anew for every request: that was 5 % of the gateway's time.

// Pages bring their own scripts and styles; nothing inline, nothing from elsewhere but the pictures of streams.
const policyOf = (plays: string[]) => [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  ['media-src', "'self'", 'blob:', ...plays].join(' '),
  ...(plays.length > 0 ? [['connect-src', "'self'", ...plays, ...plays.map(asSocket)].join(' ')] : []),
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

const asSocket = (origin: string) => origin.replace(/^http/, 'ws');

/** On every answer. Caching is for who knows better to allow. */
export const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': policyOf([]).join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

type Headers = typeof SECURITY_HEADERS;

/**
 * The same for pages that play streams from these origins. One on this machine is, for a page that was opened from
 * elsewhere, on the host it was opened by: a phone at a system that runs on a table sees its picture, too.
 */
export function headersOfPages(playOrigins: string[]): (hostname: string) => Headers {
  const headersFor = (origins: string[]): Headers => ({
    ...SECURITY_HEADERS,
    'content-security-policy': policyOf(origins).join('; '),
  });
  const plain = headersFor(playOrigins);
  if (!playOrigins.some((origin) => THIS_MACHINE.test(origin))) return () => plain;
  const seenFrom = (hostname: string) =>
    headersFor(playOrigins.map((origin) => origin.replace(THIS_MACHINE, (_, scheme: string) => scheme + hostname)));
  const made = new Map<string, Headers>();
  return (hostname) => {
    const known = made.get(hostname);
    if (known) return known;
    const headers = HOSTNAME.test(hostname) ? seenFrom(hostname) : plain;
    if (made.size >= HOSTNAMES_KEPT) made.clear();
    made.set(hostname, headers);
    return headers;
  };
}

const HOSTNAMES_KEPT = 20;
// What a browser may have asked for; anything else gets no word into a policy.
const HOSTNAME = /^[a-z0-9][a-z0-9.-]{0,252}$/i;

const THIS_MACHINE = /^(https?:\/\/)(?:127\.0\.0\.1|localhost)(?=:|$)/;
