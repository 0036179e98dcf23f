import { crowdsInRooms } from './room-crowds.js';

crowdsInRooms({ stalled: 200, cut: 2_000 });
