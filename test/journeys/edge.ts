import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { StreamChangedSchema, StreamEnd } from '#contracts/tianjian/media/v1/media_pb.js';
import { contentHash } from '#kernel/hash.js';
import { EventId, PublishId, RecordingId } from '#kernel/id.js';
import { CHAIN_START, linkOf } from '#kernel/recording-chain.js';
import type { RunningServiceUnderTest } from '#testing/running-service.js';

type Said = MessageInitShape<typeof StreamChangedSchema>;
type What = NonNullable<Said['what']>;

interface Told {
  eventId: string;
  said: Said;
}

interface Where {
  companyId: string;
  liveSessionId: string;
  personId: string;
  edgeId: string;
  /** Where viewers find it. */
  base?: string;
}

const SEGMENT_MS = 2_000;
const SEGMENT_BYTES = 500_000n;

// Of one edge, whatever is streamed there.
let seq = 0n;

/** What a media edge tells of one publisher and its recording. */
export class Edge {
  readonly publishId = PublishId.new();
  readonly recordingId: RecordingId;
  readonly replayUrl: string;
  private readonly where: Omit<Where, 'base'>;
  private readonly playUrl: string;
  lastLink = CHAIN_START;
  private n = 0;
  private startedAt = Date.now();

  constructor(
    private readonly livestream: RunningServiceUnderTest,
    { base = 'http://live.example', ...where }: Where,
  ) {
    this.where = where;
    this.playUrl = `${base}/live/${where.liveSessionId}`;
    this.recordingId = RecordingId.derive(where.liveSessionId, where.edgeId);
    this.replayUrl = `${base}/replay/${where.liveSessionId}/index.m3u8`;
  }

  /** Something that is said, and may be said again. */
  word(which: 'started' | 'interrupted' | 'resumed', over: object = {}): Told {
    const words: Record<typeof which, What> = {
      started: { case: 'publishStarted', value: { playUrl: this.playUrl, ...over } },
      interrupted: { case: 'publishInterrupted', value: { reason: StreamEnd.LOST } },
      resumed: { case: 'publishResumed', value: { gapMs: 2_000n } },
    };
    return this.told(words[which]);
  }

  starts = (over: object = {}) => this.says(this.word('started', over));
  isInterrupted = () => this.says(this.word('interrupted'));
  resumes = () => this.says(this.word('resumed'));
  ends = (reason: keyof typeof StreamEnd) =>
    this.says(this.told({ case: 'publishEnded', value: { reason: StreamEnd[reason] } }));
  stopsRecording = () => this.says(this.told({ case: 'recordingStopped', value: { reason: 'DISK_FULL' } }));
  denied = (reason: string) => this.says(this.told({ case: 'publishDenied', value: { reason } }));

  async seals(howMany: number): Promise<void> {
    for (const segment of this.segments(howMany)) await this.says(segment);
  }

  /** The next ones, each following the one before it. */
  segments(howMany: number): Told[] {
    return Array.from({ length: howMany }, () => {
      const { n, lastLink: prevSha256 } = this;
      const hashes = { sha256: contentHash(n), initSha256: contentHash('init'), prevSha256 };
      this.lastLink = linkOf(prevSha256, hashes.initSha256, hashes.sha256);
      this.n += 1;
      const startsAt = timestampFromDate(new Date(this.startedAt + n * SEGMENT_MS));
      const segment = { n, startsAt, durationMs: SEGMENT_MS, bytes: SEGMENT_BYTES, generation: 1, ...hashes };
      return this.told({ case: 'segmentSealed', value: segment });
    });
  }

  /** What comes next follows from something else than what was told. */
  forgesNext(): void {
    this.lastLink = contentHash('something else');
  }

  sealsRecording(): Promise<void> {
    const value = {
      segments: this.n,
      bytes: BigInt(this.n) * SEGMENT_BYTES,
      durationMs: BigInt(this.n * SEGMENT_MS),
      sha256: this.lastLink,
      replayUrl: this.replayUrl,
    };
    return this.says(this.told({ case: 'recordingSealed', value }));
  }

  async says({ said, eventId }: Told): Promise<void> {
    await this.livestream.deliver(StreamChangedSchema, said, eventId);
  }

  private told(what: What): Told {
    const { publishId, recordingId } = this;
    const at = timestampFromDate(new Date());
    seq += 1n;
    return { eventId: EventId.new(), said: { ...this.where, publishId, recordingId, at, seq, what } };
  }
}
