import { start } from '#service/start.js';
import { settings } from './config.js';
import { OrdersModule } from './orders.module.js';

await start('orders', OrdersModule, settings);
