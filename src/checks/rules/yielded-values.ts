import type { AnalysedPackage } from '../analysed-package.ts';
import type { Binding } from '../model/definitions.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import type { OpenedFiles } from './files/opened-files.ts';
import { modeOf } from './files/openings.ts';
import { notBytes } from './not-bytes.ts';

/** Functions that always give something that is no fragment, with what that is. */
const givers: ReadonlyMap<string, string> = new Map([
  ...['builtins.str', 'builtins.repr', 'builtins.chr', 'builtins.format', 'builtins.hex', 'json.dumps'].map(
    (name) => [name, 'text'] as const,
  ),
  ...['builtins.int', 'builtins.float', 'builtins.len', 'builtins.ord'].map(
    (name) => [name, 'a number'] as const,
  ),
  ...['builtins.list', 'builtins.sorted'].map((name) => [name, 'a list'] as const),
  ['builtins.dict', 'a dictionary'],
  ['builtins.tuple', 'a tuple'],
  ['builtins.set', 'a set'],
]);
/** Methods of text that give text, and those that give a list of it. */
const textMethods: ReadonlySet<string> = new Set(
  `capitalize casefold center expandtabs format join ljust lower lstrip removeprefix removesuffix replace rjust rstrip strip
  swapcase title translate upper zfill`.split(/\s+/),
);
const listMethods: ReadonlySet<string> = new Set(['split', 'rsplit', 'splitlines']);
/** What hands on the items that it is given, from the first argument that is not a function. */
const passersOn: ReadonlySet<string> = new Set(
  'builtins.sorted builtins.list builtins.tuple builtins.reversed builtins.iter itertools.islice'.split(' '),
);
const compressed: ReadonlySet<string> = new Set(['gzip.open', 'bz2.open', 'lzma.open']);
const deepest = 30;

/**
 * What expressions of one splitter's file certainly are, where that is no fragment: in words, `text`, `a list`; null
 * for bytes and for all that is not known. Names are followed to every value that they may have where they are used.
 */
export class YieldedValues {
  readonly #model: AnalysedPackage;
  readonly #files: OpenedFiles;
  /** Bindings being followed: `line = line.strip()` is what the other bindings of `line` make it. */
  readonly #following = new Set<number>();
  #depth = 0;

  constructor(model: AnalysedPackage, files: OpenedFiles) {
    this.#model = model;
    this.#files = files;
  }

  kindOf(expression: SyntaxNode): string | null {
    const node = expression.unparenthesized;
    const literal = notBytes(node);
    if (literal !== null || this.#depth > deepest) return literal;
    this.#depth++;
    try {
      return this.#kindOf(node);
    } finally {
      this.#depth--;
    }
  }

  #kindOf(node: SyntaxNode): string | null {
    switch (node.kind) {
      case 'identifier':
        return this.#ofName(node);
      case 'call':
        return this.#ofCall(node);
      case 'subscript': {
        const value = node.child('value');
        return value !== null && this.#isText(value) ? 'text' : null;
      }
      case 'binary_operator': {
        const [left, right] = [node.child('left'), node.child('right')];
        if (node.child('operator')?.text !== '+' || left === null || right === null) return null;
        return this.#isText(left) || this.#isText(right) ? 'text' : null;
      }
      default:
        return null;
    }
  }

  /** What each item of an iterable is. */
  itemsOf(expression: SyntaxNode): string | null {
    const node = expression.unparenthesized;
    if (this.#depth > deepest) return null;
    this.#depth++;
    try {
      if (this.#isTextFile(node) || this.#isText(node)) return 'text';
      if (node.kind === 'call') return this.#itemsOfCall(node);
      if (node.kind === 'identifier') {
        const [binding, ...others] = this.#model.resolver.bindingsOf(node);
        if (binding?.kind !== 'assignment' || binding.value === null || others.length > 0) return null;
        return binding.value.contains(node) ? null : this.itemsOf(binding.value);
      }
      const isComprehension = ['list_comprehension', 'generator_expression'].includes(node.kind);
      const body = isComprehension ? node.child('body') : null;
      return body === null ? null : this.kindOf(body);
    } finally {
      this.#depth--;
    }
  }

  /** Whether what is walked or read is a file opened as text: then mode "rb" is the remedy. */
  isOfTextFile(expression: SyntaxNode): boolean {
    return [expression, ...expression.descendants()].some((node) => {
      if (this.#isTextFile(node)) return true;
      if (node.kind !== 'identifier') return false;
      return this.#model.resolver.bindingsOf(node).some((binding) => {
        const walked = walkedBy(binding)?.walked ?? binding.value;
        return walked !== null && !walked.contains(node) && this.#namesTextFile(walked);
      });
    });
  }

  #namesTextFile(node: SyntaxNode): boolean {
    return [node, ...node.descendants()].some((each) => this.#isTextFile(each));
  }

  #isText(node: SyntaxNode): boolean {
    return this.kindOf(node) === 'text';
  }

  #isTextFile(node: SyntaxNode): boolean {
    const opened = this.#files.at(node);
    if (opened.length > 0) return opened.every(({ mode }) => mode !== null && !mode.includes('b'));
    const callee = node.kind === 'call' ? node.child('function') : null;
    if (callee === null || !compressed.has(this.#model.resolver.externalName(callee) ?? '')) return false;
    return modeOf(node, 'rb')?.includes('t') === true;
  }

  #ofName(node: SyntaxNode): string | null {
    let kind: string | null = null;
    for (const binding of this.#model.resolver.bindingsOf(node)) {
      if (this.#following.has(binding.node.index)) continue;
      this.#following.add(binding.node.index);
      const each = this.#ofBinding(binding);
      this.#following.delete(binding.node.index);
      if (each === null || (kind !== null && kind !== each)) return null;
      kind = each;
    }
    return kind;
  }

  #ofBinding(binding: Binding): string | null {
    if (binding.fromElsewhere) return null;
    if (binding.kind === 'assignment') return binding.value === null ? null : this.kindOf(binding.value);
    const walk = walkedBy(binding);
    if (walk === null) return null;
    const { walked, place } = walk;
    if (place === null) return this.itemsOf(walked);
    const callee = walked.kind === 'call' ? walked.child('function') : null;
    const name = callee === null ? null : this.#model.resolver.externalName(callee);
    const given = walked.child('arguments')?.children ?? [];
    if (name === 'builtins.enumerate' && given[0] !== undefined)
      return place === 0 ? 'a number' : this.itemsOf(given[0]);
    const item = name === 'builtins.zip' ? given[place] : undefined;
    return item === undefined ? null : this.itemsOf(item);
  }

  #ofCall(node: SyntaxNode): string | null {
    const callee = node.child('function');
    if (callee === null) return null;
    const given = givers.get(this.#model.resolver.externalName(callee) ?? '');
    if (given !== undefined) return given;
    const object = callee.kind === 'attribute' ? callee.child('object') : null;
    if (object === null) return null;
    const method = callee.child('attribute')!.text;
    if (this.#isTextFile(object)) {
      if (method === 'read' || method === 'readline') return 'text';
      return method === 'readlines' ? 'a list' : null;
    }
    if (!this.#isText(object)) return null;
    if (textMethods.has(method)) return 'text';
    return listMethods.has(method) ? 'a list' : null;
  }

  #itemsOfCall(node: SyntaxNode): string | null {
    const callee = node.child('function');
    const given = node.child('arguments')?.children ?? [];
    if (callee === null) return null;
    const name = this.#model.resolver.externalName(callee) ?? '';
    if (name === 'csv.reader') return 'a list';
    if (name === 'csv.DictReader') return 'a dictionary';
    if (name === 'builtins.range') return 'a number';
    if (name === 'builtins.enumerate' || name === 'builtins.zip' || name === 'itertools.batched')
      return 'a tuple';
    if (passersOn.has(name)) return given[0] === undefined ? null : this.itemsOf(given[0]);
    if (name === 'builtins.map' && given[0] !== undefined) return this.#givenByMap(given[0]);
    const object = callee.kind === 'attribute' ? callee.child('object') : null;
    const method = callee.child('attribute')?.text ?? '';
    if (object === null) return null;
    if (method === 'readlines' && this.#isTextFile(object)) return 'text';
    return listMethods.has(method) && this.#isText(object) ? 'text' : null;
  }

  #givenByMap(applied: SyntaxNode): string | null {
    const name = this.#model.resolver.externalName(applied) ?? '';
    const method = /^builtins\.str\.(\w+)$/.exec(name)?.[1];
    return method !== undefined && textMethods.has(method) ? 'text' : (givers.get(name) ?? null);
  }
}

/**
 * What a loop or comprehension that binds a name walks; `place`: the name's place among those that it binds at once.
 */
function walkedBy(binding: Binding): { readonly walked: SyntaxNode; readonly place: number | null } | null {
  const { node } = binding;
  const pattern = ['pattern_list', 'tuple_pattern'].includes(node.parent?.kind ?? '') ? node.parent : null;
  const target = pattern ?? node;
  const loop = target.parent;
  if (target.field !== 'left' || !['for_statement', 'for_in_clause'].includes(loop?.kind ?? '')) return null;
  const walked = loop!.child('right');
  if (walked === null) return null;
  const place = pattern === null ? null : pattern.children.findIndex((each) => each.index === node.index);
  return { walked: walked.unparenthesized, place };
}
