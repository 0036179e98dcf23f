import { start } from '#service/start.js';
import { settings } from './config.js';
import { IdentityModule } from './identity.module.js';

await start('identity', IdentityModule, settings);
