// Reading a server's frames with as little work as can be: the one who drives five thousand lines shares the machine.

const HEAD_SHORT = 2;
const HEAD_MEDIUM = 4;
const HEAD_LONG = 10;

/** An answer to a ping without words. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** Calls `text` for every whole text frame and `answer` for every ping, and returns what is left over. */
export function readFrames(bytes: Buffer, text: (payload: Buffer) => void, answer: (pong: Buffer) => void): Buffer {
  let at = 0;
  while (bytes.length - at >= HEAD_SHORT) {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const head = short < 126 ? HEAD_SHORT : short === 126 ? HEAD_MEDIUM : HEAD_LONG;
    if (bytes.length - at < head) break;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    if (bytes.length - at < head + length) break;
    if (opcode === 1) text(bytes.subarray(at + head, at + head + length));
    if (opcode === 9) answer(PONG);
    at += head + length;
  }
  return bytes.subarray(at);
}

/** A client's text frame; short ones are enough here. Its mask may be zero. */
export function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? HEAD_SHORT : HEAD_MEDIUM;
  const frame = Buffer.alloc(head + 4 + payload.length);
  frame[0] = 0x81;
  if (head === HEAD_SHORT) frame[1] = 0x80 | payload.length;
  else {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(payload.length, 2);
  }
  payload.copy(frame, head + 4);
  return frame;
}
