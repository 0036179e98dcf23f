import { start } from '#service/start.js';
import { LivestreamModule } from './livestream.module.js';

await start('livestream', LivestreamModule);
