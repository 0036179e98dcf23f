import { existsSync, readFileSync, renameSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

// Preloaded (`node --import`) into every process of a system under test, and never otherwise. It ends the process with
// SIGKILL at a write to one of its sockets that a test has named: before the bytes leave, with half of them gone, or
// with all of them gone and nothing heard yet. A statement to PostgreSQL, a message to NATS, a call to the payment
// provider and an answer to a client are such writes alike, so every step of every process can be cut.

/** What a test writes into `<KNIFE>/<process>.json`. */
export interface Cut {
  id: string;
  /** Source of a regular expression on the bytes. */
  write: string;
  nth: number;
  when: 'before' | 'middle' | 'after';
}

const folder = process.env['KNIFE'];
const name = /apps\/([a-z]+)\//.exec(process.argv[1] ?? '')?.[1];
if (folder && name) {
  sharpen(folder, name);
  takeDetours(folder);
}

type Chunk = { chunk: string | Buffer; encoding: BufferEncoding };
type Done = (error?: Error | null) => void;

function sharpen(home: string, process_: string): void {
  const armed = join(home, `${process_}.json`);
  let counted = { id: '', writes: 0 };
  const write = Socket.prototype._write;
  const writev = Socket.prototype._writev!;

  /** The armed cut, if these bytes are what it waits for. */
  const cutBy = (bytes: Buffer): Cut | undefined => {
    const said = wordsOf(bytes);
    if (!existsSync(armed)) return undefined;
    let cut: Cut;
    try {
      cut = JSON.parse(readFileSync(armed, 'utf8')) as Cut;
    } catch {
      return undefined; // Disarmed, or taken by another replica, at this moment.
    }
    if (!new RegExp(cut.write).test(said)) return undefined;
    if (counted.id !== cut.id) counted = { id: cut.id, writes: 0 };
    counted.writes += 1;
    return counted.writes === cut.nth && take(armed) ? cut : undefined;
  };

  const cutOr = (socket: Socket, bytes: Buffer, passOn: () => void) => {
    const cut = cutBy(bytes);
    if (!cut) return passOn();
    if (cut.when === 'before') die();
    const sent = cut.when === 'middle' ? bytes.subarray(0, bytes.length >> 1) : bytes;
    write.call(socket, sent, 'buffer' as BufferEncoding, die);
  };

  Socket.prototype._write = function (this: Socket, chunk: string | Buffer, encoding: BufferEncoding, done: Done) {
    cutOr(this, bytesOf({ chunk, encoding }), () => write.call(this, chunk, encoding, done));
  };
  Socket.prototype._writev = function (this: Socket, chunks: Chunk[], done: Done) {
    cutOr(this, Buffer.concat(chunks.map(bytesOf)), () => writev.call(this, chunks, done));
  };
}

// PostgreSQL hears a statement's text once on each connection (Parse), and its name from then on (Bind).
const PARSED = /P[^]{4}([0-9a-f]{32})\0([^\0]*)\0/g;
const BOUND = /B[^]{4}\0([0-9a-f]{32})\0/g;
const statements = new Map<string, string>();

/** The bytes as text, with the statements that they only name. */
function wordsOf(bytes: Buffer): string {
  const words = bytes.toString('latin1');
  for (const [, named = '', text = ''] of words.matchAll(PARSED)) statements.set(named, text);
  return [words, ...[...words.matchAll(BOUND)].map(([, named = '']) => statements.get(named))].join('\n');
}

/** Leads connections to a port to another one, where a test's proxy listens: `<KNIFE>/detours.json`, port → port. */
function takeDetours(home: string): void {
  const file = join(home, 'detours.json');
  const connect = Socket.prototype.connect as (this: Socket, ...args: unknown[]) => Socket;
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    const detours = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>) : {};
    // Either what `net.connect` has sorted already ([options, callback]), or options, or a port.
    if (Array.isArray(args[0])) args[0][0] = detoured(args[0][0], detours);
    else args[0] = detoured(args[0], detours);
    return connect.apply(this, args);
  } as typeof Socket.prototype.connect;
}

/** A copy: whoever asked for the connection counts its sockets by the options it gave. */
function detoured(to: unknown, detours: Record<string, number>): unknown {
  if (to === null || typeof to !== 'object') return detours[String(to)] ?? to;
  const port = detours[String((to as { port?: unknown }).port)];
  return port === undefined ? to : { ...to, port };
}

const bytesOf = ({ chunk, encoding }: Chunk) => (typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);

const die = () => process.kill(process.pid, 'SIGKILL');

/** Only one of several replicas gets it. */
function take(armed: string): boolean {
  try {
    renameSync(armed, `${armed}.fired`);
    return true;
  } catch {
    return false;
  }
}
