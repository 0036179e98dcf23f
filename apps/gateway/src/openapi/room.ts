import type { Code } from '#problems/problem.js';
import type { Schema } from './schemas.js';

export const roomTag = {
  name: 'Live room',
  description: 'What a viewer of a live session sees as it happens: docs/room-protocol.md says what the frames mean.',
};

/** The ways into a room, by hand: they are no rpcs, and stand in no proto file. */
export const roomPaths = (problemResponses: (codes: Code[]) => Schema): Record<string, Record<string, Schema>> => {
  const refusals = {
    ...problemResponses(['request.invalid', 'not_found', 'overloaded', 'unavailable']),
    default: { $ref: '#/components/responses/Problem' },
  };
  return {
    '/api/live-sessions/{liveSessionId}/room': {
      get: {
        operationId: 'Room.look',
        tags: [roomTag.name],
        summary: 'Look',
        description:
          'With an upgrade to a WebSocket: a line on which frames come as they are said, after a hello. Without: ' +
          'everything since what was seen, or all of the room, and when to ask again. An access token makes a viewer ' +
          'somebody; on a socket it goes into the hello.',
        ...whoever,
        parameters: [...which, ...seen],
        responses: {
          101: { description: 'The line is a WebSocket now; each text frame is a Frame, and the hello comes first.' },
          200: { description: 'Done.', content: { 'application/json': { schema: polled } } },
          ...refusals,
        },
      },
    },
    '/api/live-sessions/{liveSessionId}/room/events': {
      get: {
        operationId: 'Room.listen',
        tags: [roomTag.name],
        summary: 'Listen',
        description: 'The same frames as server-sent events, each as the data of one, where a proxy cuts sockets.',
        ...whoever,
        parameters: [...which, ...seen],
        responses: {
          200: { description: 'Until either side ends it.', content: { 'text/event-stream': { schema: text } } },
          ...refusals,
        },
      },
    },
  };
};

const whoever = { security: [{}, { person: [] }], 'x-access': 'anybody' };
const text = { type: 'string' };

const which = [{ name: 'liveSessionId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }];

const seen = [
  { name: 'epoch', in: 'query', description: 'Of the last frame that had one; with `after`.', schema: text },
  { name: 'after', in: 'query', description: 'The seq of the last fact that was seen.', schema: count() },
  { name: 'at', in: 'query', description: 'The server time of the last frame, ms.', schema: count() },
  { name: 'deviceId', in: 'query', description: 'Whom to count who is not signed in.', schema: deviceId() },
];

const polled = {
  type: 'object',
  properties: {
    frames: {
      type: 'array',
      items: {
        type: 'object',
        description: 'A frame; `t` says of which kind, and what else is in it.',
        additionalProperties: true,
        properties: {
          t: {
            type: 'string',
            enum: ['snapshot', 'resume', 'facts', 'state', 'social', 'head', 'gap', 'me', 'bye'],
          },
          at: { type: 'integer', format: 'int64', description: 'Server time, ms.' },
          epoch: text,
          seq: count(),
        },
        required: ['t'],
      },
    },
    pollAfterMs: { type: 'integer' },
  },
  required: ['frames', 'pollAfterMs'],
};

function count() {
  return { type: 'integer', minimum: 0 };
}

function deviceId() {
  return { type: 'string', pattern: '^[A-Za-z0-9_-]{8,64}$' };
}
