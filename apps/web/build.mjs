// Builds the pages into apps/web/dist, from where the gateway serves them.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('./', import.meta.url));
const root = join(here, '../..');
const from = (...path) => join(here, 'buyer', ...path);
const to = (...path) => join(here, 'dist', ...path);

/** "#room/client.js" is written libs/room/client.ts, as everywhere in the project. */
const libraries = {
  name: 'libraries',
  setup({ onResolve }) {
    onResolve({ filter: /^#\w+\// }, ({ path }) => ({
      path: join(root, 'libs', path.slice(1).replace(/\.js$/, '.ts')),
    }));
  },
};

const common = {
  bundle: true,
  minify: true,
  target: ['es2022', 'safari16', 'chrome107'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  plugins: [libraries],
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
};

export async function buildPages() {
  rmSync(to(), { recursive: true, force: true });
  mkdirSync(to('assets'), { recursive: true });
  cpSync(from('public'), to(), { recursive: true });
  const regions = writeHashed('regions', 'json', regionsText());
  const { metafile } = await build({
    ...common,
    absWorkingDir: here,
    entryPoints: { app: from('main.tsx'), style: from('styles/app.css') },
    outdir: to('assets'),
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    format: 'esm',
    splitting: true,
    metafile: true,
    define: { REGIONS_ADDRESS: JSON.stringify(regions) },
  });
  writeShell(metafile);
  await buildServiceWorker(outputsOf(metafile, 'node_modules/hls.js'));
  for (const file of filesIn(to())) compress(file);
}

/** The page itself, with the names of what it loads at once. */
function writeShell({ outputs }) {
  const built = Object.entries(outputs).map(([path, about]) => ({
    ...about,
    address: `/${path.slice('dist/'.length)}`,
  }));
  const named = (name, end) =>
    built.find(({ address }) => address.startsWith(`/assets/${name}-`) && address.endsWith(end));
  const app = named('app', '.js');
  const parts = app.imports
    .filter(({ kind }) => kind === 'import-statement')
    .map(({ path }) => path.slice('dist'.length));
  const preloads = parts.map((path) => `<link rel="modulepreload" href="${path}" />`).join('');
  const html = readFileSync(from('index.html'), 'utf8')
    .replace('%app.css%', named('style', '.css').address)
    .replace('%app.js%', app.address)
    .replace('</head>', `${preloads}</head>`);
  writeFileSync(to('index.html'), html);
  // Every address a page may be opened at is answered with the shell.
  const pages = Object.values(JSON.parse(readFileSync(from('pages.json'), 'utf8')));
  writeFileSync(to('pages.json'), JSON.stringify(pages.filter((page) => page !== '/')));
}

/** Addresses of what a package went into. */
const outputsOf = ({ outputs }, name) =>
  Object.entries(outputs)
    .filter(([, { inputs }]) => Object.keys(inputs).some((input) => input.includes(name)))
    .map(([path]) => path.slice('dist'.length));

/** What no page needs at first is fetched by whoever needs it. */
async function buildServiceWorker(rare) {
  const kept = filesIn(to())
    .map((file) => `/${file.slice(to().length).replace(/^\//, '')}`)
    .filter((address) => !/pages\.json$|\.map$/.test(address) && !rare.includes(address))
    .map((address) => (address === '/index.html' ? '/' : address));
  const version = hashOf(
    filesIn(to())
      .map((file) => hashOf(readFileSync(file)))
      .join(),
  );
  await build({
    ...common,
    entryPoints: [from('offline/service-worker.ts')],
    outfile: to('service-worker.js'),
    format: 'iife',
    define: { SHELL: JSON.stringify(kept), VERSION: JSON.stringify(version) },
  });
}

/** Provinces, prefectures and counties as catalog knows them: what an address may name is what freight is counted by. */
function regionsText() {
  const source = readFileSync(join(root, 'apps/catalog/src/freight/regions.data.ts'), 'utf8');
  const lines = source
    .match(/`([^`]+)`/)[1]
    .trim()
    .split('\n');
  return JSON.stringify(lines.filter((line) => line !== ''));
}

function writeHashed(name, end, text) {
  const address = `/assets/${name}-${hashOf(text).slice(0, 8)}.${end}`;
  writeFileSync(to(address), text);
  return address;
}

function compress(file) {
  if (/\.(png|webp|br)$/.test(file)) return;
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
}

const hashOf = (content) => createHash('sha256').update(content).digest('hex').slice(0, 16);

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildPages();
