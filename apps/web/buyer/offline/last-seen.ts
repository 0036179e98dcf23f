import { cell } from '../shell/cell.js';

/** Whether the last answer was one that the service worker had kept. */
export const showsLastSeen = cell(false);
