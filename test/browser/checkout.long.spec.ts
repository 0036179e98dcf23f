import { cutCheckouts } from './cut-checkouts.js';

cutCheckouts(Number(process.env['CHECKOUT_RUNS'] ?? 1_000), 3_500_000);
