import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

prepare();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, 'dist/deploy/local/demo-full.js')).href);
