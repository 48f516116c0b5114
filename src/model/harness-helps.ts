import type { FailureCode } from './failures.ts';

/**
 * What the harness may say to do about a failure where it knows better than the catalogue. What else comes from a
 * container may be user code's, and is no advice of ours. `{name}` stands for a name in the package.
 */
export const harnessHelps: Readonly<Partial<Record<FailureCode, readonly string[]>>> = {
  'user-error': [
    'Define it with `def {name}(…):`.',
    'Define it with `def {name}(…):` and do not reuse its name.',
    "The sandbox refuses this system call: it lets through what Python's standard library and NumPy need to calculate.",
  ],
  'import-error': [
    'Add `def {name}(…):` at the top level of {name}.',
    'Put {name} into the package, or list what provides it in requirements.txt; check the spelling.',
  ],
  'fragment-not-bytes': [
    'Name what to yield: a bare `yield` gives None, and so does a function without `return`.',
    'Encode the text: `yield text.encode()`; the processor gets it back with `fragment.decode()`.',
    'Encode the number: `yield str(number).encode()`, or pack it with the `struct` module.',
    'Yield its items one by one, or encode it whole: `yield json.dumps(value).encode()`.',
    'Yield its items one by one, each as bytes: `for item in it: yield …`; and see that it ends.',
    'Yield bytes; `pickle.dumps(value)` or `json.dumps(value).encode()` makes them of most things.',
  ],
  'splitter-not-generator': [
    'Write it with a plain `def` and `yield`.',
    'It has to `yield` each fragment.',
    'Let it `yield` each fragment instead of returning them together.',
  ],
  'only-splitter-may-yield': [
    'Write it with a plain `def`; inside, `asyncio.run(…)` runs asynchronous code to its end.',
    'Use `return` instead of `yield`.',
  ],
  'result-not-bytes': [
    "Was a `return` forgotten? Return `b''` where there is nothing to say.",
    'Encode the text: `return text.encode()`.',
    'Encode the number: `return str(number).encode()`, or pack it with the `struct` module.',
    'Return bytes; `json.dumps(value).encode()` or `pickle.dumps(value)` makes them of most things.',
  ],
};

const placeholder = '{name}';
/** More of a name is not one that a person has to be told. */
const name = /^[\p{L}\p{N}_./-]{1,128}$/u;
const mostHelpLength = 512;

/** Whether the harness itself would say so about a failure of that code. */
export function isHarnessHelp(code: FailureCode, help: string): boolean {
  const forms = Object.hasOwn(harnessHelps, code) ? (harnessHelps[code] ?? []) : [];
  return help.length <= mostHelpLength && forms.some((form) => fits(help, form.split(placeholder)));
}

/** Whether a text is these parts with names between them. */
function fits(text: string, [first, ...others]: readonly string[]): boolean {
  if (!text.startsWith(first!)) return false;
  let at = first!.length;
  for (const [index, part] of others.entries()) {
    const isLast = index === others.length - 1;
    const next = isLast ? text.length - part.length : text.indexOf(part, at + 1);
    if (next <= at || !name.test(text.slice(at, next)) || !text.endsWith(isLast ? part : '')) return false;
    at = next + part.length;
  }
  return at === text.length;
}
