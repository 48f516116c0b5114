import type { AnalysedPackage } from '../../analysed-package.ts';
import { guardOf } from '../../flow/guards.ts';
import type { FunctionDefinition, PythonModule } from '../../model/definitions.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';

/** Functions of the language that write nothing but the log. */
const builtins: ReadonlySet<string> = new Set(
  `abs all any bin bool bytearray bytes chr dict divmod enumerate filter float format frozenset hash hex id int isinstance
  issubclass iter len list map max min next oct ord pow print range repr reversed round set slice sorted str sum tuple type
  zip ValueError TypeError KeyError RuntimeError AssertionError Exception`
    .split(/\s+/)
    .map((name) => `builtins.${name}`),
);
const computing =
  /^(?:json\.loads|pickle\.loads|marshal\.loads|ast\.literal_eval|struct\.\w+|math\.\w+|cmath\.\w+|re\.\w+|statistics\.\w+|itertools\.\w+|functools\.(?:reduce|partial|cmp_to_key)|operator\.\w+|collections\.\w+|decimal\.\w+|fractions\.\w+|datetime\..+|hashlib\.\w+|zlib\.\w+|base64\.\w+|binascii\.\w+|bisect\.\w+|heapq\.\w+|copy\.\w+|string\.\w+|random\.\w+|time\.\w+|array\.array|numpy\.(?!save|memmap|.*tofile|DataSource|lib\.)[\w.]+)$/;
/** Methods of the language's own texts, numbers and collections. */
const methods: ReadonlySet<string> = new Set(
  `add append appendleft capitalize casefold clear copy count decode difference discard encode endswith extend extendleft
  find format get group groups hex index insert intersection isalnum isalpha isdigit items join keys lower lstrip
  most_common partition pop popitem popleft remove replace reverse rfind rpartition rsplit rstrip setdefault sort split
  splitlines startswith strip subtract sum mean tobytes tolist title union update upper values zfill astype reshape`.split(
    /\s+/,
  ),
);
/** Statements and expressions that may run code that is not seen. */
const opaque: ReadonlySet<string> = new Set(
  'with_statement yield await class_definition function_definition lambda delete_statement'.split(' '),
);
const plainValues: ReadonlySet<string> = new Set(
  `integer float string concatenated_string true false none unary_operator not_operator comparison_operator
  boolean_operator binary_operator list tuple set dictionary list_comprehension set_comprehension
  dictionary_comprehension`.split(/\s+/),
);
const deepest = 20;

/**
 * Whether a function, with what it calls and with the code that loads its file, surely does nothing but compute: it
 * opens and writes no file and registers nothing. Whatever is not known to be so is taken to write.
 */
export function onlyComputes(
  model: AnalysedPackage,
  module: PythonModule,
  definition: FunctionDefinition,
): boolean {
  const code = new ComputingCode(model);
  return code.computes(definition) && code.computesWhenLoaded(module);
}

class ComputingCode {
  readonly #model: AnalysedPackage;
  readonly #asked = new Set<FunctionDefinition>();

  constructor(model: AnalysedPackage) {
    this.#model = model;
  }

  computesWhenLoaded({ top, classes, functions }: PythonModule): boolean {
    return (
      classes.length === 0 &&
      functions.every(({ decorators }) => decorators.length === 0) &&
      top.calls.every((call) => guardOf(call) !== null || this.#callComputes(call))
    );
  }

  computes(definition: FunctionDefinition): boolean {
    if (this.#asked.has(definition)) return true;
    this.#asked.add(definition);
    const { kind, isAsync, owner, decorators, body, calls } = definition;
    if (kind !== 'def' || isAsync || owner !== null || decorators.length > 0) return false;
    return (
      calls.every((call) => this.#callComputes(call)) &&
      ![...body.descendants()].some(
        (node) => opaque.has(node.kind) || !this.#changesOnlyValues(node) || this.#isObjectOfPackage(node),
      )
    );
  }

  /** What is assigned to, or added to in place, is a name or part of a plain collection. */
  #changesOnlyValues(node: SyntaxNode): boolean {
    if (node.kind !== 'assignment' && node.kind !== 'augmented_assignment') return true;
    const target = node.child('left');
    if (target === null) return true;
    if (node.kind === 'augmented_assignment' && target.kind === 'identifier') return this.#isPlain(target, 0);
    return [target, ...target.descendants()].every((each) => {
      if (each.kind === 'attribute') return false;
      const object = each.kind === 'subscript' ? each.child('value') : null;
      return object === null || this.#isPlain(object, 0);
    });
  }

  /** A class, an object or a variable that comes from another file: its methods and operators may do anything. */
  #isObjectOfPackage(node: SyntaxNode): boolean {
    if (node.kind !== 'identifier') return false;
    const { entities } = this.#model.resolver.resolve(node);
    if (entities.some(({ kind }) => kind === 'class' || kind === 'instance')) return true;
    if (entities.length > 0) return false;
    return this.#model.resolver.bindingsOf(node).some((binding) => binding.import !== null);
  }

  #callComputes(call: SyntaxNode): boolean {
    const callee = call.child('function');
    if (callee === null) return false;
    const { entities, certain } = this.#model.resolver.resolve(callee);
    const [entity] = entities;
    if (certain && entity?.kind === 'external') {
      const given = call.child('arguments')?.children ?? [];
      if (entity.name === 'builtins.print')
        return !given.some((each) => each.kind === 'keyword_argument' && each.child('name')?.text === 'file');
      return builtins.has(entity.name) || computing.test(entity.name);
    }
    if (certain && entity?.kind === 'function') return this.computes(entity.function);
    if (entities.length > 0 || callee.kind !== 'attribute') return false;
    return methods.has(callee.child('attribute')!.text) && this.#isPlain(callee.child('object')!, 0);
  }

  /** Whether an expression is a value of the language's own kinds, as far as its names can be followed. */
  #isPlain(expression: SyntaxNode, depth: number): boolean {
    const node = expression.unparenthesized;
    if (depth > deepest) return false;
    switch (node.kind) {
      case 'identifier': {
        const bindings = this.#model.resolver.bindingsOf(node);
        return (
          bindings.length > 0 &&
          bindings.every(({ kind, value }) => {
            if (kind === 'parameter' || kind === 'other') return true;
            return (
              kind === 'assignment' &&
              value !== null &&
              (value.contains(node) || this.#isPlain(value, depth + 1))
            );
          })
        );
      }
      case 'subscript': {
        const value = node.child('value');
        return value !== null && this.#isPlain(value, depth + 1);
      }
      case 'call':
        return this.#callComputes(node);
      default:
        return plainValues.has(node.kind) && this.#holdsOnlyComputed(node);
    }
  }

  #holdsOnlyComputed(node: SyntaxNode): boolean {
    return [...node.descendants()].every((each) => each.kind !== 'call' || this.#callComputes(each));
  }
}
