// What we use of the package, which says nothing of its types.

declare module 'node-media-server/src/protocol/rtmp.js' {
  class Rtmp {
    onPlayCallback: () => void;
    onPacketCallback: (packet: { codec_type: number; dts: number; size: number; data: Buffer }) => void;
    onOutputCallback: (bytes: Buffer) => void;
    streamApp: unknown;
    streamName: string;
    streamId: number;
    inChunkSize: number;
    inPackets: Map<number, unknown>;
    parserPacket: { header: { length: number; stream_id: number } };
    parserData(bytes: Buffer): string | null;
    packetAlloc(): void;
    controlHandler(): void;
    onConnect(message: { cmdObj?: unknown }): void;
    onPublish(message: { streamName?: unknown }): void;
    onPlay(message: unknown): void;
    onDeleteStream(message: unknown): void;
    respondPublish(): void;
    sendStatusMessage(streamId: number, level: string, code: string, description: string): void;
  }
  export = Rtmp;
}

declare module 'node-media-server/src/core/logger.js' {
  const logger: { log: (...words: unknown[]) => void };
  export = logger;
}
