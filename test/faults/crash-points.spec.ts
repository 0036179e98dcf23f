import { cutEveryStep } from './cut-every-step.js';

// Every step at one of its moments; `npm run test:long` cuts all three.
cutEveryStep({ everyMoment: false });
