import { cutCheckouts } from './cut-checkouts.js';

cutCheckouts(50, 900_000);
