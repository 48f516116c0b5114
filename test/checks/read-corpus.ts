import { readdirSync, readFileSync } from 'node:fs';
import { examplePackage } from '../../src/checks/rule-table/rule-entry.ts';
import { isLimitName, type LimitName } from '../../src/model/limits.ts';
import { parseLimit } from '../../src/model/parse-limit.ts';

/** A finding that a case must give. `line` is null for a finding about a whole file. */
export interface ExpectedFinding {
  readonly rule: string;
  readonly file: string;
  readonly line: number | null;
}

export type CorpusFile = { readonly bytes: Buffer } | { readonly link: string };

/** One labelled package. `bad` must be refused with exactly its errors, `good` must be accepted and run. */
export interface CorpusCase {
  readonly kind: 'bad' | 'good';
  readonly name: string;
  readonly files: ReadonlyMap<string, CorpusFile>;
  readonly expected: readonly ExpectedFinding[];
  readonly limits: Readonly<Partial<Record<LimitName, number>>>;
  readonly strict: boolean;
  /** Files in which there must be an error, so that they count as loaded. */
  readonly reached: readonly string[];
  /** Files whose findings must all be warnings. */
  readonly unreached: readonly string[];
  /** Content of the dataset that a good package is run with. */
  readonly data: string;
  /** What the Python that runs it must have: `numpy`, `python3.12`. */
  readonly needs: readonly string[];
  /** Why a good package is not run, or null. */
  readonly notRun: string | null;
}

const guidelinePlaces: Readonly<Record<string, string>> = {
  'Split.py': 'Butcher/Split.py',
  'Merge.py': 'Butcher/Merge.py',
  'Processor.py': 'Processor/Processor.py',
};
const marker = /[ \t]*#! ((?:BUT|F)\d{3}(?:, (?:BUT|F)\d{3})*)$/;
const corpusFolder = new URL('corpus/', import.meta.url);

/** Every case of every `corpus/*.txt`; corpus/README.md describes the format. */
export function readCorpus(): CorpusCase[] {
  return readdirSync(corpusFolder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) => parseCorpus(readFileSync(new URL(name, corpusFolder), 'utf8'), name.slice(0, -4)));
}

/** The cases of one corpus file. Throws for a line that does not fit the format. */
export function parseCorpus(text: string, family: string): CorpusCase[] {
  return text
    .split(/^(?==== )/m)
    .filter((part) => part.startsWith('=== '))
    .map((part) => parseCase(part.replace(/\n+$/, '\n'), family));
}

function parseCase(text: string, family: string): CorpusCase {
  const [head, ...sections] = text.split(/^(?=--- )/m);
  const [title, ...headerLines] = head!.trimEnd().split('\n');
  const titleMatch = /^=== (bad|good): (.+)$/.exec(title!);
  if (titleMatch === null) throw new Error(`${family}: not a title: ${title}`);
  const name = `${family}: ${titleMatch[2]}`;
  const header = parseHeader(headerLines, name);
  const expected: ExpectedFinding[] = header.expected;
  const places = header.guideline ? guidelinePlaces : {};
  const files = new Map<string, CorpusFile>();
  for (const [path, source] of Object.entries(examplePackage))
    if (!header.without.includes(path)) files.set(places[path] ?? path, { bytes: Buffer.from(source) });
  for (const section of sections) {
    const newline = section.indexOf('\n');
    const [path, encoding] = section.slice(4, newline).trim().split(' ') as [string, string | undefined];
    const lines = section.slice(newline + 1).split('\n');
    const content = lines.map((line, index) => {
      const match = marker.exec(line);
      if (match === null) return line;
      for (const rule of match[1]!.split(', ')) expected.push({ rule, file: path, line: index + 1 });
      return line.slice(0, match.index);
    });
    files.set(path, decodeSection(content.join('\n'), encoding, name));
  }
  const kind = titleMatch[1] as 'bad' | 'good';
  return { kind, name, files, ...header.rest, expected };
}

function decodeSection(content: string, encoding: string | undefined, name: string): CorpusFile {
  if (encoding === undefined) return { bytes: Buffer.from(content) };
  if (encoding === 'latin-1') return { bytes: Buffer.from(content, 'latin1') };
  if (encoding === 'base64') return { bytes: Buffer.from(content, 'base64') };
  if (encoding === 'json') return { bytes: Buffer.from(JSON.parse(content) as string) };
  if (encoding === 'link') return { link: content.trim() };
  throw new Error(`${name}: unknown encoding ${encoding}`);
}

function parseHeader(lines: readonly string[], name: string) {
  const expected: ExpectedFinding[] = [];
  const without: string[] = [];
  const limits: Partial<Record<LimitName, number>> = {};
  const rest = {
    limits,
    strict: false,
    reached: [] as string[],
    unreached: [] as string[],
    data: 'one\ntwo\nthree\n',
    needs: [] as string[],
    notRun: null as string | null,
  };
  const header = { expected, without, guideline: false, rest };
  for (const line of lines) {
    if (line.trim() === '') continue;
    const [, key, value] = /^(\S+): (.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) throw new Error(`${name}: not a header: ${line}`);
    if (key === 'expect') expected.push(parseExpectation(value));
    else if (key === 'without') without.push(...value.split(' '));
    else if (key === 'needs') rest.needs.push(...value.split(' '));
    else if (key === 'limit') setLimit(limits, value, name);
    else if (key === 'layout') header.guideline = value === 'guideline';
    else if (key === 'strict') rest.strict = value === 'yes';
    else if (key === 'reached') rest.reached.push(...value.split(' '));
    else if (key === 'unreached') rest.unreached.push(...value.split(' '));
    else if (key === 'data') rest.data = JSON.parse(value) as string;
    else if (key === 'not-run') rest.notRun = value;
    else throw new Error(`${name}: unknown header ${key}`);
  }
  return header;
}

/** `BUT102 Merge.py` or `BUT107 butcher.json:3`. */
function parseExpectation(text: string): ExpectedFinding {
  const [rule, place] = text.split(' ') as [string, string];
  const [file, line] = place.split(':') as [string, string | undefined];
  return { rule, file, line: line === undefined ? null : Number(line) };
}

function setLimit(limits: Partial<Record<LimitName, number>>, text: string, name: string): void {
  const [limit, value] = text.split('=') as [string, string];
  if (!isLimitName(limit)) throw new Error(`${name}: no such limit ${limit}`);
  const parsed = parseLimit(limit, value);
  if (typeof parsed !== 'number') throw new Error(`${name}: ${parsed.problem}`);
  limits[limit] = parsed;
}
