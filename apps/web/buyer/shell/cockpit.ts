import './first.js';

export { CockpitPage } from '../cockpit/cockpit-page.js';
export { CockpitsPage } from '../cockpit/cockpits-page.js';
