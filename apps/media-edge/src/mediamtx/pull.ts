import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { FlvReader } from '../ingest/flv-reader.js';
import type { Packet } from '../ingest/rtmp.js';

const SAID_MAX = 500;
// In microseconds.
const SILENT_MAX = '10000000';
const KEY_FRAME_WITHIN = '5000000';

const before = (url: string) => [
  ...['-hide_banner', '-loglevel', 'error', '-nostdin'],
  ...['-rw_timeout', SILENT_MAX],
  // It ends with looking once it knows what there is; MediaMTX sends nothing before the next key frame. What it looked
  // at is passed on: "nobuffer" would drop that key frame.
  ...['-probesize', '5000000', '-analyzeduration', KEY_FRAME_WITHIN, '-fpsprobesize', '0', '-i', url],
];
const AFTER = [
  ...['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy'],
  ...['-f', 'flv', '-flvflags', 'no_duration_filesize', '-flush_packets', '1', 'pipe:1'],
];

/** Reads a stream from another server, picture by picture as it is, until it ends there or here. */
export class Pull {
  /** With what ffmpeg said last. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;
  private readonly reader = new FlvReader();
  private said = '';
  private over = false;

  constructor(
    ffmpeg: string,
    url: string,
    private readonly packet: (packet: Packet) => void,
  ) {
    this.child = spawn(ffmpeg, [...before(url), ...AFTER], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stderr.on('data', (bytes: Buffer) => (this.said = (this.said + String(bytes)).slice(-SAID_MAX)));
    this.child.stdout.on('data', (bytes: Buffer) => this.read(bytes));
    this.ended = new Promise((resolve) => {
      this.child.once('error', ({ message }) => resolve(message));
      this.child.once('close', () => resolve(this.said));
    });
  }

  /** Nothing of it is read any more when this returns. */
  kill(): void {
    this.over = true;
    this.child.kill('SIGKILL');
  }

  private read(bytes: Buffer): void {
    try {
      for (const packet of this.over ? [] : this.reader.push(bytes)) {
        if (!this.over) this.packet(packet);
      }
    } catch (error) {
      this.said = (error as Error).message;
      this.kill();
    }
  }
}
