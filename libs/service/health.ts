import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';

/** Why a process is not ready, by part; empty when it is. */
export type Readiness = () => Promise<Record<string, string>>;

/** `/healthz` (the process lives), `/readyz` (it can serve), `/metrics`, on a local port. */
export async function serveHealth(port: number, ready: Readiness, metrics: Registry): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type }).end(body);
    const paths: Record<string, () => Promise<void>> = {
      '/healthz': async () => void answer(200, 'application/json', '{"status":"ok"}'),
      '/readyz': async () => {
        const missing = await ready();
        const status = Object.keys(missing).length === 0 ? 200 : 503;
        answer(status, 'application/json', JSON.stringify({ status: status === 200 ? 'ready' : 'not ready', missing }));
      },
      '/metrics': async () => void answer(200, metrics.contentType, await metrics.metrics()),
    };
    const serve = paths[request.url ?? ''] ?? (async () => void answer(404, 'text/plain', 'not found'));
    serve().catch((error: unknown) => answer(503, 'text/plain', String(error)));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return server;
}
