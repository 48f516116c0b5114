import { access } from 'node:fs/promises';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { HttpApp } from '../type-provider.ts';

/** A page may show what it made itself, and nothing from elsewhere; no script or style stands in it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  'frame-src blob:',
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Where the page may have been built to: beside this file's own compiled form, or from the sources. */
const places = ['../../web/', '../../../dist/web/'];

/** The folder of the page as it was built; null where it was not. */
export async function builtPage(): Promise<string | null> {
  for (const place of places) {
    const folder = fileURLToPath(new URL(place, import.meta.url));
    const isThere = await access(`${folder}index.html`).then(
      () => true,
      () => false,
    );
    if (isThere) return folder;
  }
  return null;
}

/**
 * Serves the page at `/`, to anybody: it has nothing in it that needs a token. What has the digest of its content in
 * its name stays in caches; all else is asked for anew.
 */
export async function servePage(app: HttpApp, folder: string): Promise<void> {
  const hashed = `${sep}assets${sep}`;
  await app.register(fastifyStatic, {
    root: folder,
    // A route for each file that there is: no other path is ever looked for on the disk.
    wildcard: false,
    index: 'index.html',
    cacheControl: false,
    decorateReply: false,
    schemaHide: true,
    setHeaders: (response, path) => {
      response.setHeader('content-security-policy', policy);
      response.setHeader(
        'cache-control',
        path.includes(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
}
