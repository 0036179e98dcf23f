import { start } from '#service/start.js';
import { CatalogModule } from './catalog.module.js';

await start('catalog', CatalogModule);
