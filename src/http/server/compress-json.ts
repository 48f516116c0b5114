import compress from '@fastify/compress';
import type { RouteOptions } from 'fastify';
import type { HttpApp } from '../type-provider.ts';

/** Shorter answers gain nothing. */
const leastBytes = 1024;

/**
 * Compresses answers in JSON for whoever takes that, of all routes that are added after it but those with
 * `compress: false`. The rest is packed already, or asked for in parts.
 */
export async function compressJson(app: HttpApp): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (!answersInJson(route)) route.compress = false;
  });
  await app.register(compress, { globalDecompression: false, encodings: ['gzip'], threshold: leastBytes });
}

function answersInJson({ schema }: RouteOptions): boolean {
  const responses = (schema?.response ?? {}) as Readonly<Record<string, { readonly content?: object }>>;
  return Object.values(responses).some(({ content = {} }) => 'application/json' in content);
}
