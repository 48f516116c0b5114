import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PackageSource } from '../model/package-source.ts';
import type { CheckOptions } from './check-package.ts';
import { checkerDigest } from './checker-digest.ts';

/** What a check loads from where it is installed, beside what its digest is of. */
const elsewhere = {
  '@astral-sh/ruff-wasm-nodejs': ['ruff_wasm.js', 'ruff_wasm_bg.wasm'],
  'web-tree-sitter': ['web-tree-sitter.js', 'web-tree-sitter.wasm'],
  'tree-sitter-python/tree-sitter-python.wasm': ['tree-sitter-python.wasm'],
} as const;

/**
 * 64 hex digits that are others for another package, other options, another checker or another Node: what has the same
 * has the same findings. Null where this checker does not know itself. `checker` is for tests.
 */
export function checkKey(
  source: PackageSource,
  options: CheckOptions,
  checker: string | null = builtChecker(),
): string | null {
  if (checker === null) return null;
  const { digest, layout, name, manifest } = source;
  const { node, v8 } = process.versions;
  const parts = [1, checker, node, v8, { digest, layout, name, manifest }, options];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** With the files of the linter and the parser as they are now: somebody may have installed others since the build. */
function builtChecker(): string | null {
  if (checkerDigest === null) return null;
  const { resolve } = createRequire(import.meta.url);
  const files = Object.entries(elsewhere).flatMap(([name, files]) => {
    const folder = dirname(resolve(name));
    return files.map((file) => join(folder, file));
  });
  const stamps = files.map((path) => {
    const { ino, size, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
    return `${path} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  });
  return [checkerDigest, ...stamps].join('\n');
}
