import { Controller } from '@nestjs/common';
import { Beacon_Kind, Figures, type NoteBeacons } from '#contracts/tianjian/livestream/v1/figures_pb.js';
import { Db } from '#database/db.js';
import { LiveSessionId, SkuId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { parseText } from '#kernel/text.js';
import { viewerOf } from '../sales/viewer.js';
import { noteTouches } from './audience.sql.js';

const AT_ONCE_MAX = 100;
const DEVICE_ID_MAX = 64;

@Controller()
export class NoteBeaconsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Figures.method.note)
  async handle(request: NoteBeacons, caller: Caller) {
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const who = caller.person ? `p:${caller.person.personId}` : `d:${parseDeviceId(request.deviceId)}`;
    if (request.beacons.length > AT_ONCE_MAX) throw invalid('beacons', `at most ${AT_ONCE_MAX}`);
    const touches = request.beacons.map(({ skuId, kind }) => ({
      skuId: SkuId.parse(skuId, 'beacons.skuId'),
      kind: parseKind(kind),
    }));

    const noted = await this.db.transaction((tx) =>
      noteTouches(tx, liveSessionId, touches, (companyId) => viewerOf(companyId, who)),
    );
    if (noted === undefined) throw new Problem('not_found');
    return { noted };
  }
}

const parseDeviceId = (deviceId: string) => parseText(deviceId, 'deviceId', { max: DEVICE_ID_MAX });

function parseKind(kind: Beacon_Kind): string {
  const name = kind === Beacon_Kind.KIND_UNSPECIFIED ? undefined : Beacon_Kind[kind];
  if (!name) throw invalid('beacons.kind', 'EXPOSED or CLICKED');
  return name;
}
