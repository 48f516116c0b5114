import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FailureCode, Stage } from '../../src/model/failures.ts';
import type { Limits } from '../../src/model/limits.ts';
import type { PackageSource } from '../../src/model/package-source.ts';
import { digestOf } from '../../src/package/digest.ts';

/** What is to become of a case: `expect.json`. */
export interface Expectation {
  readonly code?: FailureCode;
  readonly stage?: Stage;
  readonly fragment?: number | null;
  readonly limit?: string | null;
  readonly observed?: number;
  /** Part of the failure's help, or of its message. */
  readonly help?: string;
  readonly message?: string;
  /** Ends well all the same. */
  readonly done?: boolean;
  /** Any of these codes, or `done`, is a right end. */
  readonly any?: readonly (FailureCode | 'done')[];
  readonly limits?: Partial<Limits>;
  /** What is as right under gVisor, where its own threads and memory count and the kernel is another. */
  readonly underGvisor?: Partial<Expectation>;
  /** What is as right over standard input and output, where there are no segments. */
  readonly overStdio?: Partial<Expectation>;
  /**
   * What is as right for a worker on another machine; null: it makes no sense there. Segments are not there either, so
   * what holds without them holds there.
   */
  readonly onSwarm?: Partial<Expectation> | null;
  /** How long the package keeps at it by itself; only `npm run hostile` looks at the clock. */
  readonly seconds?: number;
  /** Counts as a strike. */
  readonly strike?: boolean;
  /** A mark says where the log was cut. */
  readonly cut?: boolean;
  /** What one of the job's warnings says. */
  readonly warning?: string;
  /** Kind of violation that an audit hook must have reported. */
  readonly violation?: string;
}

export interface HostileCase {
  readonly name: string;
  readonly expectation: Expectation;
  readonly source: PackageSource;
}

const folder = new URL('.', import.meta.url).pathname;

/**
 * Every case of `cases/`, its package completed with what it leaves to `common/`; `extra` files join all of them. What
 * is expected is what holds under that OCI runtime, over that transport, and with workers on that engine.
 */
export function readCases(
  extra: Readonly<Record<string, string>> = {},
  { ociRuntime = 'runc', transport = 'unix', engine = 'own' } = {},
): HostileCase[] {
  return readdirSync(join(folder, 'cases'))
    .sort()
    .flatMap((name) => {
      const own = join(folder, 'cases', name);
      const files = { ...readPython(join(folder, 'common')), ...readPython(own), ...extra };
      const written = JSON.parse(readFileSync(join(own, 'expect.json'), 'utf8')) as Expectation;
      const { underGvisor = {}, overStdio = {}, onSwarm = {} } = written;
      const isRemote = engine === 'swarm';
      if (isRemote && onSwarm === null) return [];
      const expectation = {
        ...written,
        ...(ociRuntime === 'runsc' ? underGvisor : {}),
        ...(transport === 'stdio' || isRemote ? overStdio : {}),
        ...(isRemote ? onSwarm : {}),
      };
      return { name, expectation, source: sourceOf(name, files) };
    });
}

export function sourceOf(name: string, files: Readonly<Record<string, string>>): PackageSource {
  const entries = Object.entries(files)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([path, text]) => [path, { path, bytes: Buffer.from(text) }] as const);
  const map = new Map(entries);
  return { name, layout: 'flat', files: map, manifest: null, digest: digestOf(map.values()) };
}

function readPython(path: string): Record<string, string> {
  const names = readdirSync(path).filter((name) => name.endsWith('.py'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name), 'utf8')]));
}
