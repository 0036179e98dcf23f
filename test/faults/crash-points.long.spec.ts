import { cutEveryStep } from './cut-every-step.js';

cutEveryStep({ everyMoment: true });
