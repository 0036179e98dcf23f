import type { ClientFrame } from '#room/protocol.js';

/** A frame of one of these kinds. */
export type Said<K extends ClientFrame['t']> = Extract<ClientFrame, { t: K }>;

const EPOCH = /^[\w.-]{1,64}$/;
const DEVICE = /^[\w-]{8,64}$/;
const VIEW = /^[\w-]{8,64}$/;
// A beat comes every ten seconds; who was away for a while tells more at once, not an hour.
const PLAYED_MAX_S = 60;

/** What a viewer said, if it is a frame of ours; nothing else is guessed at. */
export function parseFrame(text: string): ClientFrame | undefined {
  const frame = parseJson(text);
  switch (frame?.['t']) {
    case 'hello':
      return asHello(frame);
    case 'gap':
      return isSeq(frame['after']) ? { t: 'gap', after: frame['after'] } : undefined;
    case 'beat': {
      const { viewId, playedS } = frame;
      if (!fits(viewId, VIEW) || typeof playedS !== 'number' || !(playedS > 0)) return undefined;
      return { t: 'beat', viewId, playedS: Math.min(playedS, PLAYED_MAX_S) };
    }
    default:
      return undefined;
  }
}

function asHello({ v, epoch, seq, at, token, deviceId }: Record<string, unknown>): Said<'hello'> | undefined {
  if (typeof v !== 'number') return undefined;
  if (epoch !== undefined && !fits(epoch, EPOCH)) return undefined;
  if (seq !== undefined && !isSeq(seq)) return undefined;
  if (at !== undefined && !isSeq(at)) return undefined;
  if (token !== undefined && typeof token !== 'string') return undefined;
  if (deviceId !== undefined && !fits(deviceId, DEVICE)) return undefined;
  return {
    t: 'hello',
    v,
    ...(epoch === undefined ? {} : { epoch }),
    ...(seq === undefined ? {} : { seq }),
    ...(at === undefined ? {} : { at }),
    ...(token === undefined ? {} : { token }),
    ...(deviceId === undefined ? {} : { deviceId }),
  };
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const fits = (value: unknown, shape: RegExp): value is string => typeof value === 'string' && shape.test(value);
const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export const isDevice = (value: unknown): value is string => fits(value, DEVICE);
export const isEpoch = (value: unknown): value is string => fits(value, EPOCH);
