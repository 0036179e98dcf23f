/** Exports traces where OTEL_EXPORTER_OTLP_ENDPOINT says; elsewhere nothing is loaded. Returns how to flush and stop. */
export async function startTraces(service: string, env: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  if (!env['OTEL_EXPORTER_OTLP_ENDPOINT']) return async () => {};
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({ serviceName: service, instrumentations: [] });
  sdk.start();
  return () => sdk.shutdown();
}
