import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { prepare, root } from '../../../deploy/local/prepare.mjs';

prepare();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, 'dist/test/fakes/stripe/main.js')).href);
