import { LiveSessionId } from '#kernel/id.js';
import type { Wish } from '../ingest/rtmp.js';
import { isKickable, type Connection } from './control-api.js';

/** What MediaMTX asks before it lets anybody in. */
export type Asked =
  | { to: 'watch'; liveSessionId: LiveSessionId }
  | { to: 'publish'; liveSessionId: LiveSessionId; wish: Wish; by: Connection };

const APP = 'live';
const PATH = new RegExp(`^${APP}/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$`);

export const pathOf = (liveSessionId: LiveSessionId) => `${APP}/${liveSessionId}`;

/** Undefined where nobody may whatever is asked: by who could not be shown out again, or for what is no session's. */
export function askedIn(body: unknown): Asked | undefined {
  const { action, path, query, protocol, id } = textsOf(body);
  const [, name] = PATH.exec(path) ?? [];
  if (name === undefined) return undefined;
  const liveSessionId = LiveSessionId.parse(name);
  if (action === 'read') return { to: 'watch', liveSessionId };
  const by = { protocol, id };
  if (action !== 'publish' || !isKickable(by)) return undefined;
  const key = new URLSearchParams(query).get('key') ?? '';
  return { to: 'publish', liveSessionId, wish: { app: APP, name, key }, by };
}

const NAMES = ['action', 'path', 'query', 'protocol', 'id'] as const;

/** What it says of them; empty where it says nothing, or no text. */
function textsOf(body: unknown): Record<(typeof NAMES)[number], string> {
  const said = (body ?? {}) as Record<string, unknown>;
  const text = (name: string) => (typeof said[name] === 'string' ? said[name] : '');
  return {
    action: text('action'),
    path: text('path'),
    query: text('query'),
    protocol: text('protocol'),
    id: text('id'),
  };
}
