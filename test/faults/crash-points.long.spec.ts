import { everyCut } from './crash-points.js';
import { walkThrough } from './walk-through.js';

walkThrough(everyCut());
