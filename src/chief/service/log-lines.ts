import { type FileHandle, open } from 'node:fs/promises';
import type { JobEvent } from '../../model/job-event.ts';

type Role = NonNullable<Extract<JobEvent, { readonly type: 'log' }>['role']>;

/** Which lines of a job's log are wanted; what is left out counts for nothing. */
export interface LogFilter {
  readonly role?: Role;
  readonly worker?: number;
  readonly fragment?: number;
  /** `stdout`: what is not known to be of the other. */
  readonly stream?: 'stdout' | 'stderr';
  /** Printed then or later, and before that, in milliseconds since the epoch. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** In the text, capitals or not. */
  readonly text?: string;
  /** Only so many, the last of them. */
  readonly tail?: number;
}

interface LoggedLine {
  readonly atMs?: number;
  readonly role: Role | null;
  readonly worker: number | null;
  readonly fragment: number | null;
  readonly stream?: 'stderr';
  readonly text: string;
}

/** Read of a log at once: looking through it is a matter of a millisecond or two. */
const blockBytes = 128 * 1024;
/** Of the last lines together. */
const mostTailBytes = 4 * 1024 * 1024;

const newline = 0x0a;

/** The lines of a log that a filter lets through, as they are in the file, each with its line break. */
export async function* logLines(
  { path, bytes }: { readonly path: string; readonly bytes: number },
  filter: LogFilter,
): AsyncGenerator<string> {
  const file = await open(path);
  try {
    if (filter.tail !== undefined) yield* (await lastLines(file, bytes, filter, filter.tail)).reverse();
    else yield* forward(file, bytes, filter);
  } finally {
    await file.close();
  }
}

async function* forward(file: FileHandle, bytes: number, filter: LogFilter): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for (let at = 0; at < bytes; at += blockBytes) {
    const block = Buffer.concat([rest, await read(file, at, Math.min(bytes, at + blockBytes))]);
    const end = block.lastIndexOf(newline) + 1;
    rest = block.subarray(end);
    const found = linesOf(block.subarray(0, end)).filter((line) => matches(line, filter) === true);
    if (found.length > 0) yield found.map((line) => `${line}\n`).join('');
  }
}

/** The last lines that match, the last one first; no further back than where all are too old. */
async function lastLines(
  file: FileHandle,
  bytes: number,
  filter: LogFilter,
  most: number,
): Promise<string[]> {
  const found: string[] = [];
  let foundBytes = 0;
  let rest: Buffer = Buffer.alloc(0);
  for (let end = bytes; end > 0; end -= blockBytes) {
    const start = Math.max(0, end - blockBytes);
    const block = Buffer.concat([await read(file, start, end), rest]);
    const from = start === 0 ? 0 : block.indexOf(newline) + 1;
    rest = block.subarray(0, from);
    for (const line of linesOf(block.subarray(from)).reverse()) {
      const match = matches(line, filter);
      if (match === 'too-old') return found;
      if (!match) continue;
      foundBytes += line.length;
      if (found.length === most || foundBytes > mostTailBytes) return found;
      found.push(`${line}\n`);
    }
  }
  return found;
}

function linesOf(block: Buffer): string[] {
  return block
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function matches(line: string, filter: LogFilter): boolean | 'too-old' {
  const { role, worker, fragment, stream, sinceMs, untilMs, text } = filter;
  const logged = parsed(line);
  if (logged === null) return false;
  if (sinceMs !== undefined && logged.atMs !== undefined && logged.atMs < sinceMs) return 'too-old';
  if (untilMs !== undefined && logged.atMs !== undefined && logged.atMs >= untilMs) return false;
  return (
    (stream === undefined || stream === (logged.stream ?? 'stdout')) &&
    (role ?? logged.role) === logged.role &&
    (worker ?? logged.worker) === logged.worker &&
    (fragment ?? logged.fragment) === logged.fragment &&
    (text === undefined || logged.text.toLowerCase().includes(text.toLowerCase()))
  );
}

function parsed(line: string): LoggedLine | null {
  try {
    const value = JSON.parse(line) as LoggedLine;
    return typeof value.text === 'string' ? value : null;
  } catch {
    return null;
  }
}

async function read(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
  return bytes.subarray(0, bytesRead);
}
