import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { withoutSuppressions } from './suppression-comments.ts';

/** One thing ruff says. Lines and columns count from 1, columns in characters. */
export interface RuffDiagnostic {
  /** `F821`, `PLE1142`, or `invalid-syntax`. */
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where the tokenizer sees nesting begin or end, strings and comments left aside; `offset` counts UTF-16 units. */
export interface NestingToken {
  readonly kind: 'open' | 'close' | 'indent' | 'dedent';
  readonly offset: number;
}

/** Ruff in this process, with the rules that tell what Python would refuse and what Pyflakes finds. */
export interface RuffLinter {
  /** Null where the text is nested so deeply that ruff gave up. Comments in the text cannot silence anything. */
  check(text: string): readonly RuffDiagnostic[] | null;
  /** Brackets and indentation, also of a text with syntax errors; empty where it cannot be cut into tokens. */
  nesting(text: string): readonly NestingToken[];
  /**
   * Where the first token of each logical line begins, in UTF-16 units: comments, blank lines and what continues a
   * line are left out, indentation does not count. Also of a text with syntax errors.
   */
  logicalLines(text: string): readonly number[];
}

const settings = {
  'target-version': 'py313',
  // `__path__` is set by the import system in every package's __init__.py; the other is a builtin of 3.13 that ruff
  // does not know.
  builtins: ['__path__', '_IncompleteInputError'],
  lint: { select: ['F', 'PLE0115', 'PLE0117', 'PLE0118', 'PLE1142', 'PLE1700'] },
};
const kindsByName = {
  Lpar: 'open',
  Lsqb: 'open',
  Lbrace: 'open',
  Rpar: 'close',
  Rsqb: 'close',
  Rbrace: 'close',
  Indent: 'indent',
  Dedent: 'dedent',
} as const;
const nestingToken = /^ {4}(Lpar|Lsqb|Lbrace|Rpar|Rsqb|Rbrace|Indent|Dedent) (\d+)\.\./gm;
const anyToken = /^ {4}(\w+) (\d+)\.\./gm;
const notInLine: ReadonlySet<string> = new Set([
  'Newline',
  'NonLogicalNewline',
  'Comment',
  'Indent',
  'Dedent',
]);
/** Names of what a WebAssembly program throws when it runs out of stack or traps. */
const brokenDown: ReadonlySet<string> = new Set(['RangeError', 'RuntimeError']);

/** A linter that answers a question asked twice from memory, for the length of one check. */
export function remembering(linter: RuffLinter): RuffLinter {
  const answers = new Map<string, readonly RuffDiagnostic[] | null>();
  return {
    check(text) {
      const known = answers.get(text);
      if (known !== undefined) return known;
      const answer = linter.check(text);
      answers.set(text, answer);
      return answer;
    },
    nesting: (text) => linter.nesting(text),
    logicalLines: (text) => linter.logicalLines(text),
  };
}

/** The process's one ruff; it is loaded at the first call (about 80 ms). */
export const ruffLinter: () => RuffLinter = once(() => new WasmRuffLinter());

type RuffModule = typeof import('@astral-sh/ruff-wasm-nodejs');
type Workspace = InstanceType<RuffModule['Workspace']>;
interface WasmDiagnostic {
  readonly code: string | null;
  readonly message: string;
  readonly start_location: { readonly row: number; readonly column: number };
  readonly end_location: { readonly row: number; readonly column: number };
}

class WasmRuffLinter implements RuffLinter {
  readonly #require = createRequire(import.meta.url);
  #workspace: Workspace | null = null;

  check(text: string): readonly RuffDiagnostic[] | null {
    const found = this.#attempt(
      (workspace) => workspace.check(withoutSuppressions(text)) as WasmDiagnostic[],
    );
    if (found === null) return null;
    return found.map(({ code, message, start_location: start, end_location: end }) => ({
      code: code ?? 'invalid-syntax',
      message,
      line: start.row,
      column: start.column,
      endLine: end.row,
      endColumn: end.column,
    }));
  }

  nesting(text: string): readonly NestingToken[] {
    const toUnits = unitsOf(text);
    return Array.from(this.#tokens(text).matchAll(nestingToken), ([, name, offset]) => ({
      kind: kindsByName[name as keyof typeof kindsByName],
      offset: toUnits(Number(offset)),
    }));
  }

  logicalLines(text: string): readonly number[] {
    const toUnits = unitsOf(text);
    const found: number[] = [];
    let isFirst = true;
    for (const [, name, start] of this.#tokens(text).matchAll(anyToken)) {
      if (name === 'Newline') isFirst = true;
      if (!isFirst || notInLine.has(name!)) continue;
      const offset = toUnits(Number(start));
      // Indentation that fits nowhere is a token of no known kind.
      if (name === 'Unknown' && /[ \t\f]/.test(text[offset]!)) continue;
      isFirst = false;
      found.push(offset);
    }
    return found;
  }

  /** One token a line, as `    Name 3..7`, in bytes. */
  #tokens(text: string): string {
    const listing = this.#attempt((workspace) => {
      try {
        return workspace.tokens(text);
      } catch (problem) {
        // An error value is ruff's answer to text that it cannot cut; anything else means that ruff broke down.
        if (problem instanceof Error && brokenDown.has(problem.name)) throw problem;
        return '';
      }
    });
    return listing ?? '';
  }

  /**
   * Deep nesting overflows ruff's stack, which ends in an exception and leaves its memory in no good state: the
   * instance is thrown away, so that the next text is checked by a fresh one.
   */
  #attempt<T>(ask: (workspace: Workspace) => T): T | null {
    this.#workspace ??= this.#load();
    try {
      return ask(this.#workspace);
    } catch (problem) {
      this.#workspace = null;
      if (problem instanceof Error && brokenDown.has(problem.name)) return null;
      throw problem;
    }
  }

  #load(): Workspace {
    // Without this flag V8 optimizes all of ruff in the background, and the process waits for that before it ends.
    setFlagsFromString('--liftoff-only');
    // Most of ruff is never called, and validating all of it takes an eighth of the time of a small check.
    setFlagsFromString('--wasm-lazy-validation');
    const path = this.#require.resolve('@astral-sh/ruff-wasm-nodejs');
    // The package makes its one WebAssembly instance when it is loaded.
    delete this.#require.cache[path];
    const { PositionEncoding, Workspace } = this.#require(path) as RuffModule;
    return new Workspace(settings, PositionEncoding.Utf32);
  }
}

/** From the byte offsets that ruff gives to offsets in the text; fast where they are asked for in ascending order. */
function unitsOf(text: string): (byteOffset: number) => number {
  const bytes = Buffer.from(text);
  if (bytes.length === text.length) return (byteOffset) => byteOffset;
  let bytesPassed = 0;
  let unitsPassed = 0;
  return (byteOffset) => {
    if (byteOffset < bytesPassed) {
      bytesPassed = 0;
      unitsPassed = 0;
    }
    unitsPassed += bytes.toString('utf8', bytesPassed, byteOffset).length;
    bytesPassed = byteOffset;
    return unitsPassed;
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
