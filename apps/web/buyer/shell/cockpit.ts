import './first.js';

export { BansPage } from '../cockpit/bans-page.js';
export { CockpitPage } from '../cockpit/cockpit-page.js';
export { CockpitsPage } from '../cockpit/cockpits-page.js';
export { PreSalesPage } from '../cockpit/pre-sales-page.js';
