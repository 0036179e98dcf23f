import type { LiveSessionId } from '#kernel/id.js';

/** A media edge as publishers find it. */
export interface MediaEdge {
  edgeId: string;
  /** rtmp://host:1935 */
  rtmpUrl: string;
}

/** Reads a setting: a JSON list. */
export function parseEdges(json: string): MediaEdge[] {
  const list: unknown = JSON.parse(json);
  if (!Array.isArray(list)) throw new Error('a JSON list of {edgeId, rtmpUrl, playUrl}');
  return list.map(({ edgeId, rtmpUrl }: Record<string, unknown>) => {
    if (typeof edgeId !== 'string' || typeof rtmpUrl !== 'string') throw new Error('{edgeId, rtmpUrl, playUrl} each');
    if (!/^rtmps?:$/.test(new URL(rtmpUrl).protocol)) throw new Error(`${rtmpUrl} is no rtmp:// address`);
    return { edgeId, rtmpUrl: rtmpUrl.replace(/\/$/, '') };
  });
}

/** One session's publishers all go to the same edge, so that its recording is in one piece. */
export function edgeOf(edges: readonly MediaEdge[], liveSessionId: LiveSessionId): MediaEdge | undefined {
  const last = Number.parseInt(liveSessionId.slice(-6), 16);
  return edges[last % edges.length];
}

/** The two fields of OBS: where to, and what is secret. */
export const publisherOf = ({ rtmpUrl }: MediaEdge, liveSessionId: LiveSessionId, key: string) => ({
  serverUrl: `${rtmpUrl.replace(/\/live$/, '')}/live`,
  streamKey: `${liveSessionId}?key=${key}`,
});

/** Where viewers find a stream: `playUrl` is what the edge says of it. */
export const viewersOf = (playUrl: string) => ({
  hlsUrl: playUrl && `${playUrl}/index.m3u8`,
  socketUrl: playUrl && `${playUrl.replace(/^http/, 'ws')}/socket`,
});
