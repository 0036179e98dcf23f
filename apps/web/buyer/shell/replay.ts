import './first.js';

export { Replay } from '../replay/replay.js';
