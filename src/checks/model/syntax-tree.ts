import { TextPositions } from './text-positions.ts';

/**
 * A Python file's syntax tree, flat: one entry per node in source order, in typed arrays, so that a large package
 * stays small and no walk needs recursion. Only named nodes and operators are kept; comments are not.
 *
 * Node 0 is the module. `endOfSubtree[i]` is the first node after `i` and everything below it.
 */
export class SyntaxTree {
  readonly positions: TextPositions;

  constructor(
    readonly text: string,
    readonly kinds: readonly string[],
    readonly fields: readonly (string | null)[],
    readonly arrays: SyntaxArrays,
  ) {
    this.positions = new TextPositions(text);
  }

  get size(): number {
    return this.arrays.kind.length;
  }

  get root(): SyntaxNode {
    return this.node(0);
  }

  node(index: number): SyntaxNode {
    return new SyntaxNode(this, index);
  }

  kindOf(index: number): string {
    return this.kinds[this.arrays.kind[index]!]!;
  }

  fieldOf(index: number): string | null {
    return this.fields[this.arrays.field[index]!] ?? null;
  }

  textOf(index: number): string {
    return this.text.slice(this.arrays.start[index]!, this.arrays.end[index]!);
  }
}

/** Offsets count UTF-16 units of the text; `parent` of the module is -1. */
export interface SyntaxArrays {
  readonly kind: Uint16Array;
  readonly field: Uint8Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly parent: Int32Array;
  readonly endOfSubtree: Uint32Array;
}

/** A place in a tree. Made on demand and cheap: compare `index`, not identity. */
export class SyntaxNode {
  constructor(
    readonly tree: SyntaxTree,
    readonly index: number,
  ) {}

  get kind(): string {
    return this.tree.kindOf(this.index);
  }

  /** The name under which the parent holds this node, such as `body`. */
  get field(): string | null {
    return this.tree.fieldOf(this.index);
  }

  get start(): number {
    return this.tree.arrays.start[this.index]!;
  }

  get end(): number {
    return this.tree.arrays.end[this.index]!;
  }

  /** First node after this one and everything below it. */
  get endOfSubtree(): number {
    return this.tree.arrays.endOfSubtree[this.index]!;
  }

  get text(): string {
    return this.tree.textOf(this.index);
  }

  get parent(): SyntaxNode | null {
    const parent = this.tree.arrays.parent[this.index]!;
    return parent < 0 ? null : new SyntaxNode(this.tree, parent);
  }

  get children(): SyntaxNode[] {
    const { endOfSubtree } = this.tree.arrays;
    const found: SyntaxNode[] = [];
    for (let at = this.index + 1; at < this.endOfSubtree; at = endOfSubtree[at]!) {
      found.push(new SyntaxNode(this.tree, at));
    }
    return found;
  }

  get firstChild(): SyntaxNode | null {
    return this.index + 1 < this.endOfSubtree ? new SyntaxNode(this.tree, this.index + 1) : null;
  }

  /** The first child held under that name. */
  child(field: string): SyntaxNode | null {
    const { endOfSubtree } = this.tree.arrays;
    for (let at = this.index + 1; at < this.endOfSubtree; at = endOfSubtree[at]!) {
      if (this.tree.fieldOf(at) === field) return new SyntaxNode(this.tree, at);
    }
    return null;
  }

  childrenOf(field: string): SyntaxNode[] {
    return this.children.filter((child) => child.field === field);
  }

  childOfKind(kind: string): SyntaxNode | null {
    return this.children.find((child) => child.kind === kind) ?? null;
  }

  /** Everything below this node, in source order. */
  *descendants(): Generator<SyntaxNode> {
    for (let at = this.index + 1; at < this.endOfSubtree; at++) yield new SyntaxNode(this.tree, at);
  }

  /** Whether `other` is this node or below it. */
  contains(other: SyntaxNode): boolean {
    return other.index >= this.index && other.index < this.endOfSubtree;
  }

  /** The nearest node above of one of these kinds. */
  ancestor(...kinds: readonly string[]): SyntaxNode | null {
    for (let at = this.parent; at !== null; at = at.parent) if (kinds.includes(at.kind)) return at;
    return null;
  }

  /** The expression without the parentheses around it. */
  get unparenthesized(): SyntaxNode {
    let node: SyntaxNode = this;
    while (node.kind === 'parenthesized_expression' && node.firstChild !== null) node = node.firstChild;
    return node;
  }
}
