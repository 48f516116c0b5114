import type { AnalysedPackage } from '../../analysed-package.ts';
import type { Binding } from '../../model/definitions.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';

/** What gives a path that begins as its first argument does. */
const joiners: ReadonlySet<string> = new Set(
  `os.path.join posixpath.join pathlib.Path pathlib.PurePath pathlib.PosixPath os.fspath os.fsencode os.fsdecode
  os.path.abspath os.path.realpath os.path.normpath builtins.str builtins.bytes`.split(/\s+/),
);
/** Methods of texts, bytes and paths that leave the beginning as it is. */
const keepingMethods: ReadonlySet<string> = new Set(
  'encode decode strip rstrip removesuffix joinpath resolve absolute as_posix with_suffix'.split(' '),
);
/** What hands on the items that it is given. */
const passersOn: ReadonlySet<string> = new Set(
  'builtins.sorted builtins.list builtins.tuple builtins.set builtins.reversed builtins.iter'.split(' '),
);
/** What lists paths, each of which begins as the first argument does; `os.walk` has them first of three. */
const listers: ReadonlySet<string> = new Set('glob.glob glob.iglob os.scandir'.split(' '));
const listingMethods: ReadonlySet<string> = new Set(['iterdir', 'glob', 'rglob']);
/** `f"{name}…`. */
const beginsWithName = /^(?:[fF][rR]?|[rR][fF])["']+\{(?!\{)/;
/** Expressions that one question is followed through. */
const mostParts = 100;

/** Which names and literals are the beginning that is asked for. */
export type IsBeginning = (node: SyntaxNode) => boolean;

/**
 * Whether the path that an expression is certainly begins with what `isBeginning` knows, however names, joining,
 * listing of folders and encoding have led from one to the other.
 */
export function beginsWith(
  model: AnalysedPackage,
  expression: SyntaxNode,
  isBeginning: IsBeginning,
): boolean {
  return new PathBeginnings(model, isBeginning).of(expression);
}

class PathBeginnings {
  #parts = 0;
  readonly #model: AnalysedPackage;
  readonly #isBeginning: IsBeginning;

  constructor(model: AnalysedPackage, isBeginning: IsBeginning) {
    this.#model = model;
    this.#isBeginning = isBeginning;
  }

  of(expression: SyntaxNode | null): boolean {
    if (expression === null || this.#parts >= mostParts) return false;
    this.#parts += 1;
    const node = expression.unparenthesized;
    if (this.#isBeginning(node)) return true;
    switch (node.kind) {
      case 'identifier':
        return this.#everyBinding(node, (binding) => this.#bound(binding));
      case 'binary_operator':
        return /^[+/%]$/.test(node.child('operator')?.text ?? '') && this.of(node.child('left'));
      case 'string':
        return beginsWithName.test(node.text.slice(0, 8)) && this.of(node.firstChild?.firstChild ?? null);
      case 'attribute':
        // That of what `os.scandir` gives.
        return node.child('attribute')?.text === 'path' && this.of(node.child('object'));
      case 'call':
        return this.#called(node);
      default:
        return false;
    }
  }

  #called(call: SyntaxNode): boolean {
    const callee = call.child('function');
    if (callee === null) return false;
    const name = this.#model.resolver.externalName(callee);
    if (name !== null && joiners.has(name)) return this.of(firstArgument(call));
    const isKept = callee.kind === 'attribute' && keepingMethods.has(callee.child('attribute')?.text ?? '');
    return isKept && this.of(callee.child('object'));
  }

  #bound(binding: Binding): boolean {
    if (binding.kind === 'assignment') return this.of(binding.value);
    const { node } = binding;
    const pattern = /^(?:pattern_list|tuple_pattern)$/.test(node.parent?.kind ?? '') ? node.parent : null;
    const target = pattern ?? node;
    const loop = target.parent;
    if (target.field !== 'left' || !/^for_(?:statement|in_clause)$/.test(loop?.kind ?? '')) return false;
    const walked = loop!.child('right');
    if (pattern === null) return this.#items(walked);
    const isWalk = walked?.kind === 'call' && this.#nameOf(walked) === 'os.walk';
    return isWalk && pattern.firstChild?.index === node.index && this.of(firstArgument(walked));
  }

  /** Whether each item of what is gone through begins so. */
  #items(expression: SyntaxNode | null): boolean {
    if (expression === null || this.#parts >= mostParts) return false;
    this.#parts += 1;
    const node = expression.unparenthesized;
    if (node.kind === 'identifier')
      return this.#everyBinding(
        node,
        (binding) => binding.kind === 'assignment' && this.#items(binding.value),
      );
    if (node.kind !== 'call') return false;
    const name = this.#nameOf(node);
    if (name !== null && passersOn.has(name)) return this.#items(firstArgument(node));
    if (name !== null && listers.has(name)) return this.of(firstArgument(node));
    const callee = node.child('function');
    const lists = callee?.kind === 'attribute' && listingMethods.has(callee.child('attribute')?.text ?? '');
    return lists && this.of(callee.child('object'));
  }

  #everyBinding(name: SyntaxNode, isSo: (binding: Binding) => boolean): boolean {
    const bindings = this.#model.resolver.bindingsOf(name);
    return bindings.length > 0 && bindings.every((binding) => !binding.fromElsewhere && isSo(binding));
  }

  #nameOf(call: SyntaxNode): string | null {
    const callee = call.child('function');
    return callee === null ? null : this.#model.resolver.externalName(callee);
  }
}

function firstArgument(call: SyntaxNode): SyntaxNode | null {
  const first = call.child('arguments')?.firstChild ?? null;
  return first === null || /^(?:keyword_argument|.*splat)$/.test(first.kind) ? null : first;
}
