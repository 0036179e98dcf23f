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

/** The same for pages that play streams from these origins. */
export const headersOfPages = (playOrigins: string[]) => ({
  ...SECURITY_HEADERS,
  'content-security-policy': policyOf(playOrigins).join('; '),
});
