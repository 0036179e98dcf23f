import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

// The yardstick of a room: the package "ws" and a loop, nothing else. What its parent says goes to everybody.

const SNAPSHOT = JSON.stringify({ t: 'snapshot', epoch: 'bare', seq: 0 });

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.send(SNAPSHOT);
});
process.on('message', (text: string) => {
  for (const client of server.clients) client.send(text);
});
server.on('listening', () => process.send?.({ port: (server.address() as AddressInfo).port }));
