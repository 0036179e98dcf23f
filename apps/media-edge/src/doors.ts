import { Counter } from 'prom-client';
import type { LiveSessionId } from '#kernel/id.js';
import type { Observer } from '#service/observer.js';
import type { EdgeSettings } from './config.js';
import type { PublishersDoor } from './ingest/publishers-door.js';
import { RtmpDoor, type Answer, type Line } from './ingest/rtmp-door.js';
import type { Wish } from './ingest/rtmp.js';
import { ControlApi } from './mediamtx/control-api.js';
import { MediaMtxDoor } from './mediamtx/mediamtx-door.js';

interface Inside {
  decide(wish: Wish, line: Line): Answer;
  isStreamed(liveSessionId: LiveSessionId): boolean;
}

/** The edge's own door for publishers, or the one behind a MediaMTX. */
export function publishersDoor(settings: EdgeSettings, observer: Observer, inside: Inside): PublishersDoor {
  return settings.mediamtxApi === '' ? ownDoor(settings, observer, inside) : doorBehind(settings, observer, inside);
}

function ownDoor({ host, rtmpPort }: EdgeSettings, { log, registry }: Observer, { decide }: Inside): PublishersDoor {
  const garbage = new Counter({
    name: 'tianjian_media_garbage_total',
    help: 'Connections to the publishers’ door that spoke no RTMP',
    registers: [registry],
  });
  return new RtmpDoor({
    host,
    port: rtmpPort,
    decide,
    garbage: (error) => {
      garbage.inc();
      log.debug({ err: error }, 'no publisher');
    },
  });
}

function doorBehind(settings: EdgeSettings, observer: Observer, inside: Inside): PublishersDoor {
  const { mediamtxApi, mediamtxRtmp: readUrl, mediamtxAsks, ffmpeg } = settings;
  const door = new MediaMtxDoor({
    ...inside,
    ...{ readUrl, ffmpeg },
    host: mediamtxAsks.hostname,
    port: Number(mediamtxAsks.port || 80),
    api: new ControlApi(mediamtxApi),
    failed: (error) => observer.log.warn({ err: error }, 'MediaMTX'),
  });
  observer.gauge('tianjian_media_mediamtx_bytes', 'Received by MediaMTX of what is on', () => door.receivedBytes);
  return door;
}
