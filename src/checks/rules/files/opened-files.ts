import type { AnalysedPackage } from '../../analysed-package.ts';
import type { PythonModule } from '../../model/definitions.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import { modeOf } from './openings.ts';

/** A file that `open` gave a name to. */
export interface OpenedFile {
  /** `rb`, `w`…; null where it is not written out. */
  readonly mode: string | null;
  /** The `with` statement that closes it, or null. */
  readonly closedBy: SyntaxNode | null;
}

/** The names of a module that stand for files opened by plain `open`. */
export class OpenedFiles {
  readonly #model: AnalysedPackage;
  /** By node of the name where it is bound. */
  readonly #byBinding = new Map<number, OpenedFile>();
  #opensAny = false;
  /** `with` statements by the names that they bind to opened files. */
  readonly #withs = new Map<number, ReadonlyMap<string, SyntaxNode>>();

  constructor(model: AnalysedPackage, module: PythonModule) {
    this.#model = model;
    if (!module.tree.text.includes('open')) return;
    for (const definition of [module.top, ...module.functions]) {
      for (const call of definition.calls) {
        if (!this.#isUsed(call) || !this.#isOpen(call)) continue;
        this.#opensAny = true;
        this.#note(call);
      }
    }
  }

  get none(): boolean {
    return !this.#opensAny;
  }

  /**
   * The files that a name may stand for where it is used, empty where one of them is not known; or the one that a call
   * of `open` gives.
   */
  at(name: SyntaxNode): readonly OpenedFile[] {
    if (name.kind === 'call') return this.#isOpen(name) ? [{ mode: modeOf(name), closedBy: null }] : [];
    if (name.kind !== 'identifier') return [];
    const within = this.#withAround(name);
    if (within !== null) return [within];
    const found: OpenedFile[] = [];
    for (const binding of this.#model.resolver.bindingsOf(name)) {
      const file = this.#byBinding.get(binding.node.index);
      if (file === undefined) return [];
      found.push(file);
    }
    return found;
  }

  #isUsed(call: SyntaxNode): boolean {
    const around = call.parent?.kind;
    return around === 'as_pattern' || around === 'assignment' || around === 'attribute';
  }

  #isOpen(call: SyntaxNode): boolean {
    const callee = call.child('function');
    const name = callee === null ? null : this.#model.resolver.externalName(callee);
    return name === 'builtins.open' || name === 'io.open';
  }

  #note(call: SyntaxNode): void {
    const parent = call.parent;
    if (parent?.kind === 'as_pattern') {
      const name = parent.childOfKind('as_pattern_target')?.firstChild;
      const statement = parent.ancestor('with_statement', 'block');
      if (name?.kind !== 'identifier' || statement?.kind !== 'with_statement') return;
      this.#byBinding.set(name.index, { mode: modeOf(call), closedBy: statement });
      const names = new Map(this.#withs.get(statement.index));
      this.#withs.set(statement.index, names.set(name.text, name));
    } else if (parent?.kind === 'assignment' && call.field === 'right') {
      const name = parent.child('left');
      if (name?.kind === 'identifier')
        this.#byBinding.set(name.index, { mode: modeOf(call), closedBy: null });
    }
  }

  /** The file of the innermost `with` around a name that binds it, if nothing in its body binds the name anew. */
  #withAround(name: SyntaxNode): OpenedFile | null {
    for (let at = name.parent; at !== null; at = at.parent) {
      if (at.kind === 'function_definition' || at.kind === 'lambda') return null;
      const bound = this.#withs.get(at.index)?.get(name.text);
      const body = at.kind === 'with_statement' ? at.child('body') : null;
      if (bound === undefined || !body?.contains(name)) continue;
      const scope = this.#model.resolver.moduleOf(name).scopeAt(bound);
      const rebound = (scope.bindings.get(name.text) ?? []).some((binding) => body.contains(binding.node));
      return rebound ? null : (this.#byBinding.get(bound.index) ?? null);
    }
    return null;
  }
}
