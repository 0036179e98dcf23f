import { describe, expect, it } from '@jest/globals';
import type { Fact, FactBodies, SnapshotFrame } from './protocol.js';
import { afterFrame, type RoomView } from './view.js';

const snapshot: SnapshotFrame = {
  ...{ t: 'snapshot', epoch: 'e', seq: 0, at: 1, bagVersion: 0, standing: [], chat: [], viewers: 1, likes: 0 },
  session: {
    ...{ liveSessionId: 'x', companyId: 'c', accountId: 'a', title: '宽粉专场', status: 'LIVE' },
    ...{ bag: [], pinnedSkuId: '' },
  },
};

/** The room after its stream was told of so. */
function after(...bodies: FactBodies['STREAM'][]): RoomView['session'] {
  const facts = bodies.map((body, at): Fact => ({ seq: at + 1, kind: 'STREAM', at, body }));
  const view = afterFrame(afterFrame(undefined, snapshot), { t: 'facts', at: 1, facts });
  if (!view) throw new Error('no room');
  return view.session;
}

const URLS = { hlsUrl: 'http://edge/index.m3u8', socketUrl: 'ws://edge/socket' };

describe('The picture of a room', () => {
  it('is there, is lost and comes back, and the session with it', () => {
    expect(after({ state: 'ON', ...URLS })).toMatchObject({ status: 'LIVE', stream: { state: 'ON', ...URLS } });
    expect(after({ state: 'ON', ...URLS }, { state: 'LOST' })).toMatchObject({
      status: 'INTERRUPTED',
      stream: { state: 'LOST', ...URLS },
    });
    expect(after({ state: 'ON', ...URLS }, { state: 'LOST' }, { state: 'ON' }).status).toBe('LIVE');
  });

  it('may come without where it plays', () => {
    expect(after({ state: 'ON' }).stream).toEqual({ state: 'ON', hlsUrl: '', socketUrl: '', replayUrl: '' });
  });
});
