// Writes src/openapi/comments.ts: what the proto files say in words, which descriptors leave out at run time.
// `--check` only compares. Run after a change of a proto comment: node apps/gateway/take-comments.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = fileURLToPath(new URL('src/openapi/comments.ts', import.meta.url));

const source = await format(
  '// Made by take-comments.mjs from the proto files; not to be edited.\n' +
    `export const comments: Readonly<Record<string, string>> = ${JSON.stringify(takeComments())};\n`,
  { ...(await resolveConfig(target)), filepath: target },
);
if (!process.argv.includes('--check')) {
  writeFileSync(target, source);
} else if (readFileSync(target, 'utf8') !== source) {
  console.error('comments.ts is behind the proto files: run node apps/gateway/take-comments.mjs');
  process.exit(1);
}

function takeComments() {
  const folder = mkdtempSync(join(tmpdir(), 'tianjian-proto-'));
  const image = join(folder, 'image.json');
  const buf = join(root, 'node_modules/.bin/buf');
  execFileSync(buf, ['build', '-o', image, '--as-file-descriptor-set'], { cwd: join(root, 'proto') });
  const { file } = JSON.parse(readFileSync(image, 'utf8'));
  rmSync(folder, { recursive: true });
  const ours = file.filter(({ name }) => name.startsWith('tianjian/') && name !== 'tianjian/options.proto');
  return Object.fromEntries(ours.flatMap(commentsOf).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function commentsOf(file) {
  return (file.sourceCodeInfo?.location ?? [])
    .filter(({ leadingComments }) => leadingComments)
    .map(({ path, leadingComments }) => [nameAt(file, path), leadingComments.replace(/\s+/g, ' ').trim()]);
}

/** A location is a path of field numbers and indexes through the descriptor: [4, 0, 2, 1] is a message's field. */
function nameAt(file, path) {
  const members = { 2: 'field', 3: 'nestedType', 4: 'enumType' };
  const steps = { file: { 4: 'messageType', 5: 'enumType', 6: 'service' }, messageType: members, nestedType: members };
  Object.assign(steps, { enumType: { 2: 'value' }, service: { 2: 'method' } });
  const names = [file.package];
  let [kind, at] = ['file', file];
  for (let step = 0; step + 1 < path.length; step += 2) {
    kind = steps[kind]?.[path[step]] ?? 'other';
    at = at[kind]?.[path[step + 1]];
    if (!at) break;
    names.push(at.name);
  }
  return names.join('.');
}
