import { start } from '#service/start.js';
import { CatalogModule } from './catalog.module.js';
import { settings } from './config.js';

await start('catalog', CatalogModule, settings);
