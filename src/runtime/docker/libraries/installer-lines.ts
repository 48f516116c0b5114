import type { Readable } from 'node:stream';
import { inertLine } from '../../../text/inert-text.ts';
import type { PipDefaults } from './allowed-hosts.ts';

/** What `sandbox/libraries/install.py` says: progress, and in the end one of the others. */
export type InstallerLine =
  | { readonly type: 'progress'; readonly text: string }
  | ({ readonly type: 'defaults' } & PipDefaults)
  | { readonly type: 'resolved'; readonly distributions: readonly ResolvedDistribution[] }
  | { readonly type: 'installed'; readonly bytes: number }
  | InstallerFailure;

/** Something that pip would install, and where it would take it from. */
export interface ResolvedDistribution {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly scheme: string;
  /** Of the address, with its port where it names one; empty for a file. */
  readonly host: string;
  /** Of a file in the container. */
  readonly path: string;
  /** It was asked for by its address and not by its name. */
  readonly direct: boolean;
}

export interface InstallerFailure {
  readonly type: 'failed';
  readonly reason: 'pip' | 'too-large' | 'too-many' | 'bad-wheel';
  /** Pip's own lines about what went wrong. Not for anybody's eyes: indexes and wheels have written in them. */
  readonly errors: readonly string[];
  /** By `name==version`: the Pythons and platforms that there are wheels for, and `source`. */
  readonly unfit: ReadonlyMap<string, readonly string[]>;
  readonly observed: number | null;
  readonly file: string;
  readonly why: string;
}

const longestLine = 2 * 1024 * 1024;
const mostOutput = 16 * 1024 * 1024;
const longestText = 200;

/** The container wrote more than it has reason to. */
export class TooMuchOutputError extends Error {
  override readonly name = 'TooMuchOutputError';
}

/** Lines of the container's output, whatever it is; bounded, so that nothing it writes is kept without end. */
export async function* boundedLines(output: Readable): AsyncIterable<string> {
  let pending = '';
  let total = 0;
  for await (const chunk of output.setEncoding('utf8') as AsyncIterable<string>) {
    total += chunk.length;
    pending += chunk;
    if (total > mostOutput || pending.length > longestLine) throw new TooMuchOutputError('too much output');
    const lines = pending.split('\n');
    pending = lines.pop()!;
    for (const line of lines) yield line.trimEnd();
  }
  if (pending !== '') yield pending.trimEnd();
}

/** Reads one line; null where it is none of the program's, such as what Python writes when it dies. */
export function readInstallerLine(text: string): InstallerLine | null {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(line)) return null;
  switch (line.type) {
    case 'progress':
      return { type: 'progress', text: inertLine(textOf(line.text).slice(0, longestText)) };
    case 'defaults':
      return readDefaults(line);
    case 'resolved':
      return readResolved(line.distributions);
    case 'installed':
      return isCount(line.bytes) ? { type: 'installed', bytes: line.bytes } : null;
    case 'failed':
      return readFailed(line);
    default:
      return null;
  }
}

function readDefaults({ indexUrl, hosts }: Record<string, unknown>): InstallerLine | null {
  const url = textOf(indexUrl);
  return URL.canParse(url) ? { type: 'defaults', indexUrl: url, hosts: texts(hosts) } : null;
}

function readResolved(value: unknown): InstallerLine | null {
  const items = Array.isArray(value) ? value : [];
  const distributions = items.flatMap((item): ResolvedDistribution[] => {
    if (!isRecord(item)) return [];
    const { name, version, sha256, scheme, host, path, direct } = item;
    const read = { name: textOf(name), version: textOf(version), sha256: textOf(sha256) };
    const isWhole =
      /^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$/.test(read.name) &&
      /^[A-Za-z0-9.!+_-]{1,100}$/.test(read.version) &&
      /^[0-9a-f]{64}$/.test(read.sha256);
    if (!isWhole) return [];
    return [
      { ...read, scheme: textOf(scheme), host: textOf(host), path: textOf(path), direct: direct !== false },
    ];
  });
  return Array.isArray(value) && distributions.length === items.length
    ? { type: 'resolved', distributions }
    : null;
}

function readFailed(line: Record<string, unknown>): InstallerLine {
  const { reason, errors, unfit, observed, file, why } = line;
  const known = (['too-large', 'too-many', 'bad-wheel'] as const).find((one) => one === reason);
  return {
    type: 'failed',
    reason: known ?? 'pip',
    errors: texts(errors),
    unfit: new Map(isRecord(unfit) ? Object.entries(unfit).map(([name, tags]) => [name, texts(tags)]) : []),
    observed: isCount(observed) ? observed : null,
    file: textOf(file),
    why: textOf(why),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
