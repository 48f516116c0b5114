import type { Failure } from '../../model/failures.ts';
import { isLimitName, type LimitName, type Limits, limitCatalogue } from '../../model/limits.ts';
import { codeFrame } from '../../text/code-frame.ts';
import { formatBytes, formatCount, formatSeconds } from '../../text/format-quantity.ts';
import { inertBlock, inertLine, inertText } from '../../text/inert-text.ts';
import type { Style } from './style.ts';

/** What helps to explain a failure beyond what it says itself. */
export interface FailureContext {
  /** The limits that the job ran under. */
  readonly limits: Limits;
  /** Source of a file of the package, by its path in it; null where there is none. */
  readonly source: (path: string) => string | null;
  readonly columns: number;
}

/** How many lines of a traceback are worth reading on a terminal; the report has all. */
const tracebackLines = 12;

/** How much of a message, or of a line of a traceback, is worth reading there: its beginning and its end. */
const [longestHead, longestTail] = [600, 200];

const stageWords: Readonly<Record<Failure['stage'], string>> = {
  checking: 'while the package was checked',
  preparing: 'while the job was prepared',
  split: 'in the splitter',
  process: 'in the processor',
  merge: 'in the merger',
  finish: 'in finish',
  packing: 'while the results were packed',
};

/** A failure in full, for people: what, where in the author's own file, how far beyond which limit, and what to do. */
export function failureText(failure: Failure, context: FailureContext, style: Style): string {
  const lines = [
    `${style('red', style('bold', `failed: ${failure.code}`))}  ${style('bold', inertBlock(readable(failure.message)))}`,
    ...whereLines(failure),
    ...frameLines(failure, context),
    ...limitLines(failure, context.limits),
    ...tracebackTail(failure),
    `  ${style('cyan', 'what to do:')} ${inertBlock(failure.help)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** `Processor.py:12`, or null where a failure has no place in the package. */
export function failurePlace({ file, line }: Failure): string | null {
  if (file === null) return null;
  return inertLine(line === null ? file : `${file}:${line}`);
}

function whereLines(failure: Failure): readonly string[] {
  const place = failurePlace(failure);
  const stage = stageWords[failure.stage];
  const fragment = failure.fragment === null ? '' : `, fragment ${formatCount(failure.fragment)}`;
  return [`  ${place === null ? '' : `${place}, `}${stage}${fragment}`];
}

function frameLines({ file, line }: Failure, { source, columns }: FailureContext): readonly string[] {
  const text = file === null || line === null ? null : source(file);
  if (text === null || line === null) return [];
  const span = { line, column: null, endLine: null, endColumn: null };
  return ['', ...codeFrame(text, span, columns - 2).map((frameLine) => `  ${frameLine}`), ''];
}

function limitLines({ limit, observed }: Failure, limits: Limits): readonly string[] {
  if (limit === null) return [];
  if (!isLimitName(limit)) return [`  limit ${inertLine(limit)}`];
  const reached = observed === null ? '' : `, reached ${inUnit(limit, observed)}`;
  return [`  limit ${limit}: ${inUnit(limit, limits[limit])}${reached}`];
}

function inUnit(name: LimitName, value: number): string {
  switch (limitCatalogue[name].unit) {
    case 'bytes':
      return value < 10_000 ? formatBytes(value) : `${formatBytes(value)} (${formatCount(value)} bytes)`;
    case 'seconds':
      return formatSeconds(value);
    case 'count':
      return formatCount(value);
    case 'cores':
      return String(value);
  }
}

function tracebackTail({ traceback }: Failure): readonly string[] {
  if (traceback === null || traceback.trim() === '') return [];
  const all = inertText(traceback.trimEnd()).split('\n').map(readable);
  const left = all.length - tracebackLines;
  // One or two lines are shown rather than replaced by a line that says they are left out.
  if (left <= 2) return all.map((line) => `    ${line}`);
  const last = all.slice(left).map((line) => `    ${line}`);
  return [`    … ${left} lines more above; --report FILE keeps them all`, ...last];
}

/** A text as it is, or without its middle where it is long: a whole fragment may be quoted in it. */
export function readable(text: string): string {
  const left = text.length - longestHead - longestTail;
  if (left <= 100) return text;
  return `${text.slice(0, longestHead)} … ${formatCount(left)} characters … ${text.slice(-longestTail)}`;
}
