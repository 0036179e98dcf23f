import { someCuts } from './crash-points.js';
import { walkThrough } from './walk-through.js';
import { seededDice } from './dice.js';

// `npm run test:long` cuts every step at each of its three moments.
walkThrough(someCuts(seededDice('crash points'), 3));
