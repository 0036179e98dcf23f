import logger from 'node-media-server/src/core/logger.js';
import Protocol from 'node-media-server/src/protocol/rtmp.js';

/** One message of a publisher; its bytes are the reader's to keep. */
export interface Packet {
  type: number;
  /** Milliseconds by the publisher's clock. */
  dts: number;
  data: Buffer;
}

export interface Wish {
  app: string;
  name: string;
  key: string;
}

export interface Ears {
  /** Says why not, if not: nothing that comes after is read. */
  publish(wish: Wish): string | undefined;
  packet(packet: Packet): void;
  /** The publisher said goodbye. */
  goodbye(): void;
  send(bytes: Buffer): void;
}

/** Nobody who was let in yet has so much to say. */
const STRANGER_MESSAGE_MAX = 16 * 1024;
const STRANGER_MAX = 64 * 1024;
const MESSAGE_MAX = 4 * 1024 * 1024;
const CHUNK_STREAMS_MAX = 32;
const CHUNK_MAX = 16 * 1024 * 1024;

// It writes to the console what strangers send.
logger.log = () => {};

/**
 * RTMP as the package speaks it, its handshake, chunks and commands, and nothing else of it: its sessions admit first
 * and ask later, keep publishers over a break and count their time anew.
 */
export class Rtmp extends Protocol {
  private state: 'stranger' | 'publisher' | 'over' = 'stranger';
  private heard = 0;

  constructor(private readonly ears: Ears) {
    super();
    this.onOutputCallback = (bytes) => ears.send(bytes);
    this.onPacketCallback = ({ codec_type: type, dts, size, data }) => {
      // Its buffer is written over by the next message.
      if (this.state === 'publisher') ears.packet({ type, dts, data: Buffer.from(data.subarray(0, size)) });
    };
  }

  get isOver(): boolean {
    return this.state === 'over';
  }

  /** Throws at what is not RTMP. */
  read(bytes: Buffer): void {
    if (this.state === 'over') return;
    if (this.state === 'stranger') this.heard += bytes.length;
    const fault = this.parserData(bytes);
    if (this.state === 'stranger' && this.heard > STRANGER_MAX) throw new Error('talks and does not publish');
    if (fault !== null) throw new Error(fault);
  }

  /** Reads nothing any more, also not what is left of the bytes in hand. */
  end(): void {
    this.state = 'over';
  }

  override onPublish(message: { streamName?: unknown }): void {
    if (this.state !== 'stranger') throw new Error('publishes twice');
    this.streamId = this.parserPacket.header.stream_id;
    const [name = '', query = ''] = String(message.streamName ?? '').split('?');
    const [app = '', appQuery = ''] = String(this.streamApp ?? '').split('?');
    const key = new URLSearchParams(query).get('key') ?? new URLSearchParams(appQuery).get('key') ?? '';
    const refused = this.ears.publish({ app, name, key });
    if (refused !== undefined) {
      this.state = 'over';
      this.sendStatusMessage(this.streamId, 'error', 'NetStream.Publish.BadName', refused);
      return;
    }
    this.streamName = name;
    this.state = 'publisher';
    this.respondPublish();
  }

  override onPlay(): void {
    throw new Error('does not publish');
  }

  override onDeleteStream(): void {
    if (this.state === 'publisher') this.ears.goodbye();
  }

  override controlHandler(): void {
    super.controlHandler();
    if (this.inChunkSize < 1 || this.inChunkSize > CHUNK_MAX) throw new Error('no such chunk size');
  }

  override packetAlloc(): void {
    const max = this.state === 'publisher' ? MESSAGE_MAX : STRANGER_MESSAGE_MAX;
    if (this.parserPacket.header.length > max) throw new Error('message too long');
    if (this.inPackets.size > CHUNK_STREAMS_MAX) throw new Error('too many chunk streams');
    super.packetAlloc();
  }
}
