import { FLV_HEADER, readFlvTag } from './flv.js';
import type { Packet } from './rtmp.js';

/** Reads a film that comes as FLV, piece by piece. */
export class FlvReader {
  private rest: Buffer = Buffer.alloc(0);
  private begun = false;

  /** What is whole by now. Throws at what is no FLV. */
  push(bytes: Buffer): Packet[] {
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    if (!this.begun) {
      if (this.rest.length < FLV_HEADER) return [];
      if (this.rest.toString('latin1', 0, 3) !== 'FLV') throw new Error('no FLV');
      this.rest = this.rest.subarray(FLV_HEADER);
      this.begun = true;
    }
    const packets: Packet[] = [];
    for (let tag = readFlvTag(this.rest); tag; tag = readFlvTag(this.rest)) {
      packets.push(tag.packet);
      this.rest = this.rest.subarray(tag.length);
    }
    return packets;
  }
}
