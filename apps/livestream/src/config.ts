import { parseStreamKeySecrets, type StreamKeySecrets } from '#kernel/stream-key.js';
import type { Setting, Settings } from '#service/settings.js';
import { parseEdges, type MediaEdge } from './streams/media-edge.js';

const streamKeySecrets: Setting<StreamKeySecrets> = {
  name: 'STREAM_KEY_SECRETS',
  parse: parseStreamKeySecrets,
  fallback: new Map(),
};
const mediaEdges: Setting<MediaEdge[]> = { name: 'MEDIA_EDGES', parse: parseEdges, fallback: [] };

export const settings = {
  /** {keyId: secret} as the media edges have it; the first one signs. */
  streamKeySecrets,
  /** [{edgeId, rtmpUrl, playUrl}]; empty: no streams here. */
  mediaEdges,
};

export type LivestreamSettings = Settings<typeof settings>;
