import { SetMetadata } from '@nestjs/common';
import { duration } from './settings.js';

export const EVERY = 'tianjian:every';

/** Runs a method again and again with this pause between two runs ("5s"), never twice at once, until shutdown. */
export const Every = (pause: string) => SetMetadata(EVERY, duration(pause));
