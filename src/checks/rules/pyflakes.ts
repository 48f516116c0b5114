import type { Finding } from '../finding.ts';
import type { Rule } from '../rule.ts';
import { isSyntaxError } from './syntax-errors.ts';

const remedies: Readonly<Record<string, string>> = {
  F401: 'Remove the import.',
  F402: 'Rename the loop variable.',
  F403: 'Import the names one by one, so that missing ones are found.',
  F541: 'Remove the `f`, or put a name in braces into the text.',
  F601: 'Keep one of the two entries.',
  F631: 'Remove the parentheses: a tuple is always true.',
  F632: 'Use `==` to compare values.',
  F811: 'Rename one of the two, or remove the one that is not used.',
  F822: 'Define the name, or remove it from `__all__`.',
  F823: 'Assign the name before it is used, or declare it `global`.',
  F841: 'Remove the variable, or use it.',
  F901: 'Use `raise NotImplementedError`.',
};

/** The other Pyflakes findings: code that runs, and most likely does not do what was meant. */
export const pyflakes: Rule = {
  ids: [],
  *check({ texts }, { ruff }): Iterable<Finding> {
    for (const [file, text] of texts) {
      for (const diagnostic of ruff.check(text) ?? []) {
        const { code, message, ...place } = diagnostic;
        if (isSyntaxError(diagnostic) || code === 'F821' || code === 'F405') continue;
        // What a package's __init__.py imports is there for others.
        if (code === 'F401' && file.endsWith('__init__.py')) continue;
        const help = remedies[code] ?? 'Correct the line: it most likely does not do what was meant.';
        yield { rule: code, severity: 'warning', message: `${message}.`, help, file, ...place };
      }
    }
  },
};
