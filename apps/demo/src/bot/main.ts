import { setTimeout as sleep } from 'node:timers/promises';
import { Auth } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Chat } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { ChatLineId } from '#kernel/id.js';
import { read, text, url } from '#service/settings.js';
import { organisationsOf } from '../people.js';
import { PublicDoor } from '../public-door.js';
import { SEED } from '../seed.js';
import { HOST_LINES, VIEWER_LINES } from './lines.js';
import { sessionOnAir } from './on-air.js';
import { keepPublishing } from './publish.js';

// A host who shows one thing after the other, a camera in a field and viewers who talk, so that the room of the demo
// lives. It knocks at the public door like anybody; where a person takes the table over it lets them.

const settings = {
  gatewayUrl: url('GATEWAY_URL'),
  nodeEnv: text('NODE_ENV', { default: 'development' }),
  ffmpeg: text('FFMPEG', { default: 'ffmpeg' }),
  /** Where the camera keeps what it draws; empty: nothing is streamed. */
  cameraFolder: text('CAMERA_FOLDER', { default: '' }),
  /** The drawing of a field. */
  cameraField: text('CAMERA_FIELD', { default: '' }),
};
const PASSWORD = 'tianjian-demo';
const [HOST, ...VIEWERS] = ['13900000005', '13900000001', '13900000006'] as const;
const NAMES: Record<string, string> = { [HOST]: '主播晓禾', '13900000001': '小满', '13900000006': '立春' };

const LINE_MS = 7_000;
const LINES_FOR_ONE = 5;
// Somebody else pinned something: so long it is theirs.
const LEAVES_MS = 180_000;

const SELLER = '13900000002';
const MENTOR = '13900000003';

const { gatewayUrl, nodeEnv, ffmpeg, cameraFolder, cameraField } = read(settings, process.env);
// What films for us ends with us.
process.on('SIGTERM', () => process.exit(0));
if (nodeEnv !== 'production') {
  const door = new PublicDoor(gatewayUrl);
  if (cameraFolder !== '') {
    void keepPublishing(
      {
        door,
        signedIn: (phone) => signedIn(door, phone),
        phones: { host: HOST, seller: SELLER, mentor: MENTOR },
        hostId: organisationsOf(SEED).hostId,
      },
      { ffmpeg, folder: cameraFolder, field: cameraField },
    );
  }
  await play(door);
}

async function play(door: PublicDoor): Promise<void> {
  let shown = '';
  let where = '';
  for (let turn = 0; ; turn += 1) {
    try {
      // A token lives ten minutes; a fresh one each time needs no care.
      const host = await signedIn(door, HOST);
      const session = await sessionOnAir(door);
      if (!session) {
        await sleep(LINE_MS);
        continue;
      }
      const { companyId, liveSessionId, bag, pinnedSkuId } = session;
      if (liveSessionId !== where) shown = '';
      where = liveSessionId;
      if (shown !== '' && pinnedSkuId !== shown) {
        shown = pinnedSkuId;
        await sleep(LEAVES_MS);
        continue;
      }
      const at = bag.findIndex(({ skuId }) => skuId === pinnedSkuId);
      const inTurn = [...bag.slice(at + 1), ...bag.slice(0, at + 1)];
      const item = (turn === 0 && bag[at]) || inTurn.find(({ available }) => available > 0);
      if (!item) return;
      if (item.skuId !== pinnedSkuId) {
        await host.call(LiveSessions.method.pin, { companyId, liveSessionId, skuId: item.skuId });
      }
      shown = item.skuId;
      for (let nth = 0; nth < LINES_FOR_ONE; nth += 1) {
        const phone = nth % 2 === 0 ? HOST : (VIEWERS[(turn + nth) % VIEWERS.length] ?? HOST);
        const lines = phone === HOST ? HOST_LINES : VIEWER_LINES;
        const line = lines[(turn * 3 + nth) % lines.length] ?? '';
        await say(
          await signedIn(door, phone),
          liveSessionId,
          phone,
          line.replace('{}', item.title.split(' ')[0] ?? ''),
        );
        await sleep(LINE_MS);
      }
    } catch (error) {
      // The system is busy, or a person moderates: it comes again.
      console.error(String(error));
      await sleep(LINE_MS);
    }
  }
}

async function signedIn(door: PublicDoor, phone: string): Promise<PublicDoor> {
  const { accessToken } = await door.call(Auth.method.signIn, { phone, password: PASSWORD });
  return door.as(accessToken);
}

function say(speaker: PublicDoor, liveSessionId: string, phone: string, words: string) {
  const line = { liveSessionId, lineId: ChatLineId.new(), text: words };
  return speaker.call(Chat.method.say, { ...line, name: NAMES[phone] ?? '', deviceId: `demo-bot-${phone}` });
}
