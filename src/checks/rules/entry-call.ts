import type { FunctionDefinition } from '../model/definitions.ts';

/** How an entry function is called: positionally, with these. */
export interface EntryCall {
  readonly name: string;
  readonly arguments: readonly string[];
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
  if (definition.decorators.some((each) => !transparentDecorators.test(each.text))) return null;
  const { parameters } = definition;
  const positional = parameters.filter(({ kind }) => kind === 'plain' || kind === 'positional-only');
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
    return {
      message: `\`${call.name}\` needs ${required} arguments, but is called with ${count}: ${form}.`,
      help: `Write \`def ${form}:\`; further parameters need defaults.`,
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

function argumentCount(count: number): string {
  if (count === 0) return 'no arguments';
  return count === 1 ? 'one argument' : `${count} arguments`;
}
