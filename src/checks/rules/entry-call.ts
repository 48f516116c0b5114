import type { FunctionDefinition, Parameter } from '../model/definitions.ts';

/** How an entry function is called: positionally, with these; and with `params` by keyword where it takes that. */
export interface EntryCall {
  readonly name: string;
  readonly arguments: readonly string[];
  /** The package declares parameters; without that there are none to give. */
  readonly params: boolean;
}

/** Decorators that leave the signature as it is. */
const transparentDecorators =
  /^(?:functools\.)?(?:lru_cache|cache)\b|^staticmethod$|^(?:numba\.)?(?:n?jit)\b|^(?:typing\.)?(?:final|no_type_check|override)$/;

/**
 * Why a function cannot take the call, or null. A function with a decorator that may change its signature is taken to
 * be callable.
 */
export function callProblem(
  definition: FunctionDefinition,
  call: EntryCall,
): { readonly message: string; readonly help: string } | null {
  if (isWrapped(definition)) return null;
  const asked = paramsOf(definition, call);
  if (asked === 'undeclared') {
    return {
      message: `\`${call.name}\` needs \`params\`, but butcher.json declares no parameters.`,
      help: 'Declare them under `params` in butcher.json, or give `params` a default.',
    };
  }
  if (asked === 'misplaced') {
    return {
      message: `\`params\` stands where \`${call.name}\` is given \`${call.arguments[indexOfParams(definition)]}\`.`,
      help: `Write \`def ${call.name}(${[...call.arguments, 'params'].join(', ')}):\`.`,
    };
  }
  const parameters = definition.parameters.filter((each) => asked !== 'given' || each.name !== 'params');
  const positional = parameters.filter(isPositional);
  const required = positional.filter((each) => each.default === null).length;
  const takesAny = parameters.some(({ kind }) => kind === 'arguments');
  const keywords = parameters.filter((each) => each.kind === 'keyword-only' && each.default === null);
  const given = call.arguments.length;
  const form = `${call.name}(${call.arguments.join(', ')})`;
  const count = given === 1 ? 'one argument' : `${given} arguments`;
  if (keywords.length > 0) {
    const names = keywords.map(({ name }) => `\`${name}\``).join(', ');
    return {
      message: `\`${call.name}\` needs ${names} by keyword, but is called as ${form}.`,
      help: 'Give the keyword parameters defaults, or remove them.',
    };
  }
  if (required > given) {
    const meansParams = call.params && asked === 'none' && required === given + 1;
    const withParams = `${call.name}(${[...call.arguments, 'params'].join(', ')})`;
    return {
      message: `\`${call.name}\` needs ${required} arguments, but is called with ${count}: ${form}.`,
      help: meansParams
        ? `Write \`def ${withParams}:\`: the job's parameters come under no other name.`
        : `Write \`def ${form}:\`; further parameters need defaults.`,
    };
  }
  if (positional.length < given && !takesAny) {
    return {
      message: `\`${call.name}\` takes ${argumentCount(positional.length)}, but is called with ${count}: ${form}.`,
      help: `Write \`def ${form}:\`.`,
    };
  }
  return null;
}

/** Its signature may be another than what is written. */
export function isWrapped({ decorators }: FunctionDefinition): boolean {
  return decorators.some((each) => !transparentDecorators.test(each.text));
}

/**
 * What becomes of a parameter `params`. `misplaced`: another argument would be taken for it; nothing is said of that
 * where no parameters are declared, since it may then be called anything.
 */
export function paramsOf(
  definition: FunctionDefinition,
  call: EntryCall,
): 'none' | 'given' | 'undeclared' | 'misplaced' {
  const found = definition.parameters.find(({ name }) => name === 'params');
  if (found === undefined || (found.kind !== 'plain' && found.kind !== 'keyword-only')) return 'none';
  const takesPlace = found.kind === 'plain' && indexOfParams(definition) < call.arguments.length;
  if (takesPlace) return call.params ? 'misplaced' : 'none';
  if (call.params) return 'given';
  return found.default === null ? 'undeclared' : 'none';
}

function indexOfParams({ parameters }: FunctionDefinition): number {
  return parameters.filter(isPositional).findIndex(({ name }) => name === 'params');
}

function isPositional({ kind }: Parameter): boolean {
  return kind === 'plain' || kind === 'positional-only';
}

function argumentCount(count: number): string {
  if (count === 0) return 'no arguments';
  return count === 1 ? 'one argument' : `${count} arguments`;
}
