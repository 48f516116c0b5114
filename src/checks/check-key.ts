import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { PackageSource } from '../model/package-source.ts';
import type { CheckOptions } from './check-package.ts';
import { checkerDigest } from './checker-digest.ts';

/** What a check loads from where it is installed, beside what its digest is of: packages and their files. */
const elsewhere = {
  '@astral-sh/ruff-wasm-nodejs': ['ruff_wasm.js', 'ruff_wasm_bg.wasm'],
  'web-tree-sitter': ['web-tree-sitter.js', 'web-tree-sitter.wasm'],
  'tree-sitter-python': ['tree-sitter-python.wasm'],
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

/**
 * With the files of the linter and the parser as they are now: somebody may have installed others since the build.
 * Null where they are not found: then nothing is kept.
 */
function builtChecker(): string | null {
  if (checkerDigest === null) return null;
  const { resolve } = createRequire(import.meta.url);
  const stamps: string[] = [];
  for (const [name, files] of Object.entries(elsewhere)) {
    // Where Node looks, too, which reads a package.json and each link on the way, for some milliseconds.
    const folder = (resolve.paths(name) ?? []).find((one) => existsSync(join(one, name)));
    const stamp = folder === undefined ? null : stampOf(join(folder, name), files);
    if (stamp === null) return null;
    stamps.push(stamp);
  }
  return [checkerDigest, ...stamps].join('\n');
}

/** Null where they are not all there. */
function stampOf(folder: string, files: readonly string[]): string | null {
  const stamps: string[] = [];
  for (const file of files) {
    const path = join(folder, file);
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) return null;
    const { ino, size, mtimeNs, ctimeNs } = stats;
    stamps.push(`${path} ${ino} ${size} ${mtimeNs} ${ctimeNs}`);
  }
  return stamps.join('\n');
}
