import { start } from '#service/start.js';
import { settings } from './config.js';
import { LivestreamModule } from './livestream.module.js';

await start('livestream', LivestreamModule, settings);
