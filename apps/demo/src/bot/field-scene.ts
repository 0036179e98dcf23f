import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { clockFilters } from './burnt-clock.js';

const WIDTH = 640;
const HEIGHT = 360;
const FRAMES_PER_SECOND = 12;

/** How a scene is filmed. Key frames every second are what the edge cuts best. */
export interface Filming {
  keyFrameS?: number;
  framesPerSecond?: number;
}

const CLOUD = 'M0 40a46 46 0 0 1 60-42 62 62 0 0 1 112 6 42 42 0 0 1 38 70H22A34 34 0 0 1 0 40Z';

/** Two skies side by side: the second follows the first out of the picture. */
const clouds = `<svg xmlns="http://www.w3.org/2000/svg" width="${2 * WIDTH}" height="90">${[0, WIDTH]
  .map(
    (left) =>
      `<g fill="#fff" opacity=".85"><path transform="translate(${left + 40} 14) scale(.62)" d="${CLOUD}"/>` +
      `<path transform="translate(${left + 330} 30) scale(.42)" d="${CLOUD}"/></g>`,
  )
  .join('')}</svg>`;

const tractor = `<svg xmlns="http://www.w3.org/2000/svg" width="62" height="43" viewBox="0 0 110 76"><g stroke="#3a1d12" stroke-width="2">
<path d="M34 14h34l6 22h24v20H24V36h10Z" fill="#c2361c"/><path d="M40 18h24l4 16H40Z" fill="#cfe7ee"/>
<path d="M84 36V16" stroke-width="5"/><circle cx="36" cy="52" r="20" fill="#2b2722"/><circle cx="36" cy="52" r="8" fill="#e0a33a"/>
<circle cx="88" cy="60" r="12" fill="#2b2722"/><circle cx="88" cy="60" r="5" fill="#e0a33a"/></g></svg>`;

/** Draws what moves, and what it moves in front of, into a folder; `field` is the drawing of the pages. */
export async function drawScene(folder: string, field: string): Promise<string[]> {
  const pictures = ['field.png', 'clouds.png', 'tractor.png'].map((name) => join(folder, name));
  const [ground = '', sky = '', machine = ''] = pictures;
  if (existsSync(field)) {
    // Of the tall drawing the middle: sky, hills, rows.
    await sharp(field).resize(WIDTH, WIDTH).extract({ left: 0, top: 110, width: WIDTH, height: HEIGHT }).toFile(ground);
  } else {
    await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#7aa354' } }).toFile(ground);
  }
  await sharp(Buffer.from(clouds)).toFile(sky);
  await sharp(Buffer.from(tractor)).toFile(machine);
  return pictures;
}

/** Arguments for ffmpeg: films the scene and sends it to an ingest, for as long as it runs. */
export function filming(pictures: string[], url: string, { keyFrameS = 1, framesPerSecond }: Filming = {}): string[] {
  const [ground = '', sky = '', machine = ''] = pictures;
  const rate = framesPerSecond ?? FRAMES_PER_SECOND;
  const scene = [
    `[0][1]overlay=x='-mod(t*11,${WIDTH})':y=18[sky]`,
    `[sky][2]overlay=x='mod(t*26,${WIDTH + 240})-120':y='176+1.5*sin(t*9)'[scene]`,
    `[scene]${clockFilters(rate, Date.now()).join(',')},format=yuv420p[v]`,
  ];
  const every = String(Math.round(rate * keyFrameS));
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin'],
    ...['-re', '-loop', '1', '-framerate', String(rate), '-i', ground, '-i', sky, '-i', machine],
    // Wind, softly.
    ...['-re', '-f', 'lavfi', '-i', 'anoisesrc=color=brown:sample_rate=44100:amplitude=0.04'],
    ...['-filter_complex', scene.join(';'), '-map', '[v]', '-map', '3:a', '-r', String(rate)],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'],
    ...['-g', every, '-keyint_min', every, '-sc_threshold', '0'],
    ...['-b:v', '650k', '-maxrate', '700k', '-bufsize', '350k', '-threads', '1'],
    ...['-c:a', 'aac', '-b:a', '48k', '-ar', '44100', '-ac', '1', '-f', 'flv', url],
  ];
}
