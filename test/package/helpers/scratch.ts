import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding } from '../../../src/model/finding.ts';
import { defaultLimits, type Limits } from '../../../src/model/limits.ts';
import type { PackageSource } from '../../../src/model/package-source.ts';
import { type LoadOutcome, loadPackage } from '../../../src/package/load-package.ts';

/** A small package that is in order. */
export const goodFiles: Readonly<Record<string, string>> = {
  'Split.py': 'def splitter(dataset_path):\n    yield b"x"\n',
  'Merge.py': 'def merger(fragment, job_name):\n    pass\n',
  'Processor.py': 'def Processor(fragment):\n    return fragment\n',
};

/** A folder of its own for a group of tests, removed after them. */
export function scratchFolder(): { readonly path: string } {
  const scratch = { path: '' };
  before(() => {
    scratch.path = mkdtempSync(join(tmpdir(), 'butcher-package-'));
  });
  after(() => rmSync(scratch.path, { recursive: true, force: true }));
  return scratch;
}

export function writeTree(root: string, files: Readonly<Record<string, string | Buffer>>): string {
  mkdirSync(root, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

export async function load(
  path: string,
  limits: Partial<Limits> = {},
): Promise<Extract<LoadOutcome, { kind: 'loaded' }>> {
  const outcome = await loadPackage(path, { ...defaultLimits, ...limits });
  if (outcome.kind !== 'loaded') throw new Error(outcome.message);
  return outcome;
}

/** The source of a package that has to load without findings. */
export async function loadGood(path: string, limits: Partial<Limits> = {}): Promise<PackageSource> {
  const { source, findings } = await load(path, limits);
  if (source === null || findings.length > 0) throw new Error(findings.map((f) => f.message).join('\n'));
  return source;
}

/** Findings of an archive with this content, which has to be refused. */
export async function refusals(
  folder: string,
  name: string,
  content: Buffer,
  limits: Partial<Limits> = {},
): Promise<readonly Finding[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const { source, findings } = await load(path, limits);
  rmSync(path);
  if (source !== null) throw new Error(`${name} was not refused`);
  return findings;
}

/** A source as plain data that can be compared. */
export function plain(source: PackageSource): unknown {
  return {
    layout: source.layout,
    digest: source.digest,
    manifest: source.manifest,
    files: [...source.files.values()].map(({ path, bytes }) => [path, bytes.toString('latin1')]),
  };
}
