import { crowdsInRooms } from './room-crowds.js';

crowdsInRooms({ stalled: 40, cut: 300 });
