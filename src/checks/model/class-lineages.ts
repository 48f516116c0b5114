import type { ClassDefinition, PythonModule } from './definitions.ts';
import type { Resolution } from './entity.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** A class and its bases in lookup order; null stands for bases from elsewhere, of which nothing is known. */
export type Lineage = readonly (ClassDefinition | null)[];

/** Bases from elsewhere that bring no methods worth knowing. */
const plainBases = new Set(['builtins.object', 'abc.ABC', 'typing.Generic', 'typing.Protocol']);
/** A lineage of more classes than this is taken to be unknown. */
const longest = 100;

/** Which class of a package inherits from which. */
export class ClassLineages {
  readonly #modules: ReadonlyMap<string, PythonModule>;
  readonly #resolve: (node: SyntaxNode) => Resolution;
  readonly #lineages = new Map<ClassDefinition, Lineage>();
  #subclasses: Map<ClassDefinition, ClassDefinition[]> | null = null;

  constructor(modules: ReadonlyMap<string, PythonModule>, resolve: (node: SyntaxNode) => Resolution) {
    this.#modules = modules;
    this.#resolve = resolve;
  }

  of(owner: ClassDefinition): Lineage {
    const known = this.#lineages.get(owner);
    if (known !== undefined) return known;
    const line: (ClassDefinition | null)[] = [];
    this.#lineages.set(owner, line);
    const pending: (ClassDefinition | null)[] = [owner];
    for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
      if (each !== null && line.includes(each)) continue;
      line.push(line.length < longest ? each : null);
      if (line.length > longest) break;
      if (each !== null) pending.push(...this.#basesOf(each).toReversed());
    }
    return line;
  }

  /** The package's classes that inherit from a class, at any distance. */
  subclassesOf(owner: ClassDefinition): readonly ClassDefinition[] {
    this.#subclasses ??= this.#allSubclasses();
    return this.#subclasses.get(owner) ?? [];
  }

  #basesOf(owner: ClassDefinition): (ClassDefinition | null)[] {
    const bases = owner.bases.flatMap((base) => {
      const named = base.kind === 'subscript' ? (base.child('value') ?? base) : base;
      const { entities } = this.#resolve(named);
      const classes = entities.flatMap((entity) => (entity.kind === 'class' ? [entity.class] : []));
      const isPlain = entities.some((entity) => entity.kind === 'external' && plainBases.has(entity.name));
      return classes.length > 0 || isPlain ? classes : [null];
    });
    return hasMetaclass(owner) ? [...bases, null] : bases;
  }

  #allSubclasses(): Map<ClassDefinition, ClassDefinition[]> {
    const subclasses = new Map<ClassDefinition, ClassDefinition[]>();
    for (const each of [...this.#modules.values()].flatMap(({ classes }) => classes)) {
      for (const base of each.bases.length === 0 ? [] : this.of(each)) {
        if (base === null || base === each) continue;
        const list = subclasses.get(base);
        if (list === undefined) subclasses.set(base, [each]);
        else list.push(each);
      }
    }
    return subclasses;
  }
}

/** A metaclass of one's own may put anything into its classes. */
function hasMetaclass({ node }: ClassDefinition): boolean {
  return (node.child('superclasses')?.children ?? []).some(
    (each) =>
      each.kind === 'keyword_argument' &&
      each.child('name')?.text === 'metaclass' &&
      !/\bABCMeta$/.test(each.child('value')?.text ?? ''),
  );
}
