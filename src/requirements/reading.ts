import { isUtf8 } from 'node:buffer';
import { posix } from 'node:path';
import type { PackageFile } from '../model/package-source.ts';
import { inertLine } from '../text/inert-text.ts';
import { readLine } from './read-line.ts';
import type { Requirement, Unusable } from './requirement.ts';

/** Where something stands. Lines and columns count from 1, columns in characters. */
export interface RequirementPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** What is asked for in a file and those that it includes. */
export interface ReadLines {
  readonly requirements: readonly (Requirement & RequirementPlace)[];
  readonly constraints: readonly (Requirement & RequirementPlace)[];
  readonly unusable: readonly (Unusable & RequirementPlace)[];
}

/** Bounds on all the files together; what is beyond them is refused before it is looked at. */
export interface ReadingBounds {
  readonly bytes: number;
  readonly lines: number;
  readonly lineCharacters: number;
  readonly files: number;
}

interface LogicalLine extends RequirementPlace {
  readonly text: string;
}

/**
 * Reads a file in the form of pip's requirements, and by `-r` and `-c` other files of the package. Everything that pip
 * could not be asked for, or that would make it fetch from elsewhere, is among the unusable.
 */
export class Reading {
  readonly #files: ReadonlyMap<string, PackageFile>;
  readonly #requirements: (Requirement & RequirementPlace)[] = [];
  readonly #constraints: (Requirement & RequirementPlace)[] = [];
  readonly #unusable: (Unusable & RequirementPlace)[] = [];
  readonly #seen = new Set<string>();
  readonly #bounds: ReadingBounds;
  #bytes = 0;
  #lines = 0;

  constructor(files: ReadonlyMap<string, PackageFile>, bounds: ReadingBounds) {
    this.#files = files;
    this.#bounds = bounds;
  }

  read(file: string): ReadLines {
    const waiting = [{ path: file, as: 'requirements' as 'requirements' | 'constraints' }];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { path, as } = next;
      if (this.#seen.has(`${as} ${path}`)) continue;
      this.#seen.add(`${as} ${path}`);
      const text = this.#textOf(path);
      for (const line of text === null ? [] : this.#logicalLines(path, text)) {
        const { text: content, ...place } = line;
        const read = readLine(content);
        if (read.kind === 'unusable') this.#refuse(place, read.problem, read.help, read.name);
        else if (read.kind === 'include') {
          const target = this.#included(place, read.path);
          if (target !== null) waiting.push({ path: target, as: as === 'constraints' ? as : read.as });
        } else if (read.kind === 'requirement') {
          const list = as === 'constraints' ? this.#constraints : this.#requirements;
          list.push({ ...read.requirement, ...place });
        }
      }
    }
    return { requirements: this.#requirements, constraints: this.#constraints, unusable: this.#unusable };
  }

  /** Text of a file within the bounds; null where it cannot be read, which is then said. */
  #textOf(path: string): string | null {
    const { bytes } = this.#files.get(path)!;
    const place = { file: path, line: 1, column: 1, endColumn: 1 };
    this.#bytes += bytes.length;
    const { bytes: mostBytes, files: mostFiles } = this.#bounds;
    if (this.#bytes > mostBytes || this.#seen.size > mostFiles) {
      const what =
        this.#seen.size > mostFiles ? `more than ${mostFiles} files` : `more than ${mostBytes / 1024} KiB`;
      this.#refuse(
        place,
        `Requirements take ${what}.`,
        'List what the package imports itself; pip finds the rest.',
      );
      return null;
    }
    if (!isUtf8(bytes) || bytes.includes(0)) {
      this.#refuse(place, 'The file is not UTF-8 text.', 'Save it as UTF-8.');
      return null;
    }
    return bytes.toString('utf8').replace(/^\uFEFF/, '');
  }

  /** Lines without comments, those that end in a backslash joined with the next. */
  *#logicalLines(file: string, text: string): Iterable<LogicalLine> {
    const { lines: mostLines, lineCharacters } = this.#bounds;
    let pending: { readonly place: RequirementPlace; readonly parts: string[] } | null = null;
    for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
      const line = index + 1;
      this.#lines += 1;
      if (this.#lines > mostLines) {
        const help = 'List what the package imports itself; pip finds the rest.';
        this.#refuse(
          { file, line, column: 1, endColumn: 1 },
          `Requirements take more than ${mostLines} lines.`,
          help,
        );
        return;
      }
      if (raw.length > lineCharacters) {
        const place = { file, line, column: 1, endColumn: lineCharacters };
        this.#refuse(
          place,
          `The line is longer than ${lineCharacters} characters.`,
          'Write one library a line.',
        );
        pending = null;
        continue;
      }
      const content = withoutComment(raw);
      const isContinued = raw.endsWith('\\') && content.endsWith('\\');
      const part = (isContinued ? content.slice(0, -1) : content).trim();
      pending ??= { place: placeOf(file, line, content), parts: [] };
      if (part !== '') pending.parts.push(part);
      if (isContinued) continue;
      if (pending.parts.length > 0) yield { ...pending.place, text: pending.parts.join(' ') };
      pending = null;
    }
    if (pending !== null && pending.parts.length > 0)
      yield { ...pending.place, text: pending.parts.join(' ') };
  }

  /** The file that is meant, from the folder of the one that names it; null where it is not in the package. */
  #included(place: RequirementPlace, written: string): string | null {
    const path = posix.normalize(posix.join(posix.dirname(place.file), written));
    if (this.#files.has(path)) return path;
    const help = 'Name a file of the package, relative to the file that names it, or remove the line.';
    this.#refuse(place, `\`${inertLine(written.slice(0, 80))}\` is not a file of the package.`, help);
    return null;
  }

  #refuse(place: RequirementPlace, problem: string, help: string, name: string | null = null): void {
    const { file, line, column, endColumn } = place;
    this.#unusable.push({ problem, help, name, file, line, column, endColumn });
  }
}

/** A comment begins with `#` at the line's start or after white space. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at !== -1; at = line.indexOf('#', at + 1)) {
    if (at === 0 || line[at - 1] === ' ' || line[at - 1] === '\t') return line.slice(0, at).trimEnd();
  }
  return line.trimEnd();
}

function placeOf(file: string, line: number, content: string): RequirementPlace {
  const indent = content.length - content.trimStart().length;
  return { file, line, column: indent + 1, endColumn: Array.from(content).length + 1 };
}
