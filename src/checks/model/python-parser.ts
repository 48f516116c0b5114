import { createRequire } from 'node:module';
import { Language, Parser, type TreeCursor } from 'web-tree-sitter';
import { withoutGrammarGaps } from './grammar-gaps.ts';
import { type SyntaxArrays, SyntaxTree } from './syntax-tree.ts';

/** Parses one Python source. Tolerates errors: `hasError` says that some part made no sense. */
export interface PythonParser {
  parse(text: string): ParsedSource;
}

export interface ParsedSource {
  readonly tree: SyntaxTree;
  readonly hasError: boolean;
}

/** The process's one Python parser; the grammar is loaded at the first call (about 25 ms). */
export const pythonParser: () => Promise<PythonParser> = once(load);

/** Kinds whose children, if any, say nothing: they are not visited. */
const leafKinds = [
  'identifier',
  'integer',
  'float',
  'true',
  'false',
  'none',
  'ellipsis',
  'import_prefix',
  'pass_statement',
  'break_statement',
  'continue_statement',
];
const droppedKinds = [
  'comment',
  'line_continuation',
  'string_start',
  'string_content',
  'string_end',
  'escape_sequence',
];
/** What to do with a node of some kind. */
const visit = { operator: 0, inner: 1, leaf: 2, drop: 3, string: 4 } as const;

async function load(): Promise<PythonParser> {
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-python/tree-sitter-python.wasm');
  const language = await Language.load(grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  const flattener = new Flattener(language);
  return {
    parse(text) {
      // The grammar knows no line ends of old Macs.
      const first = parseOnce(text, text.replace(/\r(?!\n)/g, '\n'));
      if (!first.hasError) return first;
      const second = parseOnce(text, withoutGrammarGaps(text));
      return second.hasError ? first : second;
    },
  };

  /** Offsets in `readable` must be those of `text`. */
  function parseOnce(text: string, readable: string): ParsedSource {
    const tree = parser.parse(readable);
    if (tree === null) throw new Error('The Python parser was given no language.');
    const cursor = tree.walk();
    try {
      return { tree: flattener.flatten(text, cursor), hasError: tree.rootNode.hasError };
    } finally {
      cursor.delete();
      tree.delete();
    }
  }
}

/** Copies a parser's tree into a {@link SyntaxTree}; every call across the WebAssembly border counts. */
class Flattener {
  readonly #kinds: readonly string[];
  readonly #fields: readonly (string | null)[];
  readonly #visits: Uint8Array;

  constructor(language: Language) {
    this.#kinds = language.types.map((kind) => kind ?? 'ERROR');
    this.#fields = language.fields;
    this.#visits = Uint8Array.from(this.#kinds, (kind, id) => {
      if (!language.nodeTypeIsNamed(id)) return visit.operator;
      if (leafKinds.includes(kind)) return visit.leaf;
      if (droppedKinds.includes(kind)) return visit.drop;
      return kind === 'string' ? visit.string : visit.inner;
    });
  }

  flatten(text: string, cursor: TreeCursor): SyntaxTree {
    const out = new GrowingArrays(Math.max(64, text.length >> 2));
    const open: number[] = [];
    for (;;) {
      const kind = cursor.nodeTypeId;
      // The parser's id for ERROR lies outside its table; such a node is kept as one that may hold anything.
      const how = this.#visits[kind] ?? visit.inner;
      let kept = -1;
      let enter = false;
      if (how === visit.operator) {
        const field = cursor.currentFieldId;
        if (field !== 0) out.close(out.add(kind, field, cursor, open.at(-1) ?? -1));
      } else if (how !== visit.drop) {
        kept = out.add(
          Math.min(kind, this.#kinds.length - 1),
          cursor.currentFieldId,
          cursor,
          open.at(-1) ?? -1,
        );
        enter = how === visit.inner || (how === visit.string && mayInterpolate(text, out.startOf(kept)));
      }
      if (enter && cursor.gotoFirstChild()) {
        open.push(kept);
        continue;
      }
      if (kept >= 0) out.close(kept);
      while (!cursor.gotoNextSibling()) {
        const parent = open.pop();
        if (parent === undefined || !cursor.gotoParent()) {
          if (parent !== undefined) out.close(parent);
          return new SyntaxTree(text, this.#kinds, this.#fields, out.finish());
        }
        out.close(parent);
      }
    }
  }
}

/** Whether the string literal at `start` is one with `{…}` in it: only those hold nodes worth keeping. */
function mayInterpolate(text: string, start: number): boolean {
  for (let at = start; at < start + 3; at++) {
    const letter = text[at];
    if (letter === "'" || letter === '"') return false;
    if (letter === 'f' || letter === 'F' || letter === 't' || letter === 'T') return true;
  }
  return false;
}

class GrowingArrays {
  #size = 0;
  #kind: Uint16Array<ArrayBuffer>;
  #field: Uint8Array<ArrayBuffer>;
  #start: Uint32Array<ArrayBuffer>;
  #end: Uint32Array<ArrayBuffer>;
  #parent: Int32Array<ArrayBuffer>;
  #endOfSubtree: Uint32Array<ArrayBuffer>;

  constructor(capacity: number) {
    this.#kind = new Uint16Array(capacity);
    this.#field = new Uint8Array(capacity);
    this.#start = new Uint32Array(capacity);
    this.#end = new Uint32Array(capacity);
    this.#parent = new Int32Array(capacity);
    this.#endOfSubtree = new Uint32Array(capacity);
  }

  add(kind: number, field: number, cursor: TreeCursor, parent: number): number {
    if (this.#size === this.#kind.length) this.#grow();
    const at = this.#size++;
    this.#kind[at] = kind;
    this.#field[at] = field;
    this.#start[at] = cursor.startIndex;
    this.#end[at] = cursor.endIndex;
    this.#parent[at] = parent;
    return at;
  }

  /** Everything below `at` has been added. */
  close(at: number): void {
    this.#endOfSubtree[at] = this.#size;
  }

  startOf(at: number): number {
    return this.#start[at]!;
  }

  finish(): SyntaxArrays {
    const size = this.#size;
    return {
      kind: this.#kind.slice(0, size),
      field: this.#field.slice(0, size),
      start: this.#start.slice(0, size),
      end: this.#end.slice(0, size),
      parent: this.#parent.slice(0, size),
      endOfSubtree: this.#endOfSubtree.slice(0, size),
    };
  }

  #grow(): void {
    const capacity = this.#kind.length * 2;
    this.#kind = copyInto(new Uint16Array(capacity), this.#kind);
    this.#field = copyInto(new Uint8Array(capacity), this.#field);
    this.#start = copyInto(new Uint32Array(capacity), this.#start);
    this.#end = copyInto(new Uint32Array(capacity), this.#end);
    this.#parent = copyInto(new Int32Array(capacity), this.#parent);
    this.#endOfSubtree = copyInto(new Uint32Array(capacity), this.#endOfSubtree);
  }
}

function copyInto<T extends { set(from: T): void }>(larger: T, smaller: T): T {
  larger.set(smaller);
  return larger;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
