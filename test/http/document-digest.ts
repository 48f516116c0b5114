import { createHash } from 'node:crypto';

/** Says whether two OpenAPI documents describe the same routes and shapes, whatever the version of the chief. */
export function documentDigest(document: {
  readonly paths?: unknown;
  readonly components?: unknown;
}): string {
  const { paths, components } = document;
  return `sha256:${createHash('sha256').update(JSON.stringify({ paths, components })).digest('hex')}`;
}
