import { CompanyId } from '#kernel/id.js';
import { partsOf } from './take-over.js';

// Only reads an export, for whoever measures that: `node read-export.js <file>`.
const [, , file = ''] = process.argv;
const began = performance.now();
let lines = 0;
for await (const part of partsOf(file, CompanyId.new())) lines += part.lines;
const seconds = (performance.now() - began) / 1_000;
console.log(JSON.stringify({ lines, seconds, peakMib: process.resourceUsage().maxRSS / 1_024 }));
