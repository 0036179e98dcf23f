import { start } from '#service/start.js';
import { AttributionModule } from './attribution.module.js';
import { settings } from './config.js';

await start('attribution', AttributionModule, settings);
