import type { AnalysedPackage } from '../../analysed-package.ts';
import type { Binding } from '../../model/definitions.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import { isFragment } from './fragments.ts';
import type { OpenedFiles } from './opened-files.ts';

/** Methods of bytes that give bytes, and those that give a list of them. */
const bytesMethods: ReadonlySet<string> = new Set(
  `capitalize center expandtabs join ljust lower lstrip removeprefix removesuffix replace rjust rstrip strip swapcase title
  translate upper zfill`.split(/\s+/),
);
const listMethods: ReadonlySet<string> = new Set(['split', 'rsplit', 'splitlines']);
/** Expressions that one question is followed through. */
const mostParts = 100;

/** Which expressions of a file are certainly bytes: fragments, what is read in mode "rb", what is cut of it. */
export class BytesValues {
  readonly #model: AnalysedPackage;
  readonly #files: OpenedFiles;
  /** Bindings being followed: `line = line.strip()` is what the other bindings of `line` make it. */
  readonly #following = new Set<number>();
  #parts = 0;

  constructor(model: AnalysedPackage, files: OpenedFiles) {
    this.#model = model;
    this.#files = files;
  }

  isBytes(expression: SyntaxNode): boolean {
    this.#parts = 0;
    return this.#isBytes(expression);
  }

  /** Whether calls without arguments give bytes: `lambda: file.read(10)`, `file.readline`, `partial(file.read, 10)`. */
  givesBytes(callable: SyntaxNode): boolean {
    this.#parts = 0;
    const node = callable.unparenthesized;
    if (node.kind === 'lambda') {
      const body = node.child('body');
      return body !== null && this.#isBytes(body);
    }
    if (node.kind === 'attribute') return this.#reads(node);
    const callee = node.kind === 'call' ? node.child('function') : null;
    const bound = node.child('arguments')?.firstChild ?? null;
    const isPartial = callee !== null && this.#model.resolver.externalName(callee) === 'functools.partial';
    return isPartial && bound?.kind === 'attribute' && this.#reads(bound);
  }

  #isBytes(expression: SyntaxNode): boolean {
    if (this.#parts >= mostParts) return false;
    this.#parts += 1;
    const node = expression.unparenthesized;
    switch (node.kind) {
      case 'string':
        return /^[rR]?[bB]/.test(node.text);
      case 'identifier':
        return isFragment(this.#model, node) || this.#isNamedBytes(node);
      case 'named_expression': {
        const value = node.child('value');
        return value !== null && this.#isBytes(value);
      }
      case 'subscript': {
        const [value, ...keys] = node.children;
        const isSlice = keys.length === 1 && keys[0]!.kind === 'slice';
        return value !== undefined && (isSlice ? this.#isBytes(value) : this.#itemsAreBytes(value));
      }
      case 'call': {
        const callee = node.child('function');
        if (callee?.kind !== 'attribute') return false;
        if (this.#reads(callee)) return true;
        const object = callee.child('object');
        return (
          object !== null && bytesMethods.has(callee.child('attribute')?.text ?? '') && this.#isBytes(object)
        );
      }
      default:
        return false;
    }
  }

  /** Whether each item of an iterable is bytes. Those of bytes themselves are numbers. */
  #itemsAreBytes(expression: SyntaxNode): boolean {
    if (this.#parts >= mostParts) return false;
    this.#parts += 1;
    const node = expression.unparenthesized;
    if (this.#isBinaryFile(node)) return true;
    if (node.kind === 'identifier') {
      const [binding, ...others] = this.#model.resolver.bindingsOf(node);
      const value = binding?.kind === 'assignment' && !binding.fromElsewhere ? binding.value : null;
      return value !== null && others.length === 0 && !value.contains(node) && this.#itemsAreBytes(value);
    }
    const callee = node.kind === 'call' ? node.child('function') : null;
    const object = callee?.kind === 'attribute' ? callee.child('object') : null;
    if (object === null) return false;
    const method = callee!.child('attribute')?.text ?? '';
    if (method === 'readlines') return this.#isBinaryFile(object);
    return listMethods.has(method) && this.#isBytes(object);
  }

  #isNamedBytes(node: SyntaxNode): boolean {
    const bindings = this.#model.resolver.bindingsOf(node);
    let found = false;
    for (const binding of bindings) {
      if (this.#following.has(binding.node.index)) continue;
      this.#following.add(binding.node.index);
      const isBytes = this.#isBoundToBytes(binding);
      this.#following.delete(binding.node.index);
      if (!isBytes) return false;
      found = true;
    }
    return found;
  }

  #isBoundToBytes(binding: Binding): boolean {
    if (binding.fromElsewhere) return false;
    if (binding.kind === 'parameter') return isFragment(this.#model, binding.node);
    if (binding.kind === 'assignment' && binding.value !== null) return this.#isBytes(binding.value);
    const { node } = binding;
    const loop = node.parent;
    if (node.field !== 'left' || !['for_statement', 'for_in_clause'].includes(loop?.kind ?? '')) return false;
    const walked = loop!.child('right');
    return walked !== null && this.#itemsAreBytes(walked);
  }

  /** `file.read` of a file opened in mode "rb". */
  #reads(method: SyntaxNode): boolean {
    const object = method.child('object');
    const name = method.child('attribute')?.text ?? '';
    return object !== null && (name === 'read' || name === 'readline') && this.#isBinaryFile(object);
  }

  #isBinaryFile(node: SyntaxNode): boolean {
    const opened = this.#files.at(node);
    return opened.length > 0 && opened.every(({ mode }) => mode?.includes('b') === true);
  }
}
