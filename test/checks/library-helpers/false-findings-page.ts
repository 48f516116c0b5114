import type { CheckedHelper } from './check-helper.ts';
import { type Explanation, explanationOf, explanations } from './explained.ts';

export interface CheckedLibrary {
  /** With its version. */
  readonly name: string;
  readonly helpers: readonly CheckedHelper[];
}

/** `docs/false-findings.md`: what the checks say of modules of Python and NumPy that are used as helpers. */
export function falseFindingsPage(libraries: readonly CheckedLibrary[]): string {
  const counts = libraries.map(({ name, helpers }) => {
    const withGenerators = helpers.filter((each) => each.generators).length;
    const withErrors = helpers.filter(({ errors }) => errors.length > 0).length;
    return `| ${name} | ${helpers.length} | ${withGenerators} | ${withErrors} |`;
  });
  return `# False findings

A finding is false where it keeps a package from running that would have run well. To find those, \`npm run helpers\`
takes each module of Python's standard library and of NumPy, as the sandbox image has them, over into a package: as one
file, \`lib_MODULE.py\`, and packages with all their modules as folders, too. An entry file loads it; then it is checked as a
chief checks it, with at most 10 s of processor, which none of them took. This page is written by it.

| Modules of | Helpers | with generators | with other errors |
|---|---|---|---|
${counts.join('\n')}

## Generators

Helpers with generators are refused by [BUT302](rules.md): only the splitter may yield. That is a rule and no mistake of the
checks; its help says what to write instead, and an operator can let helpers have generators with
\`checks.helperGenerators: "warning"\` ([settings](settings.md)).

## False, and known

${tableOf(libraries, true)}

Other code that never runs, for reasons that cannot be read from the package, may give more of these. What helps: leave the
function out of the copy, or import in it under \`try … except ImportError\`.

## Right

${tableOf(libraries, false)}
`;
}

function tableOf(libraries: readonly CheckedLibrary[], isFalse: boolean): string {
  const rows = explanations
    .filter((each) => each.isFalse === isFalse)
    .map((explanation) => {
      const { rule, why } = explanation;
      return `| ${helpersWith(libraries, explanation)} | \`${rule}\` | ${why} |`;
    });
  return `| Helper | Rule | Why |\n|---|---|---|\n${rows.join('\n')}`;
}

/** The single modules that have the error. */
function helpersWith(libraries: readonly CheckedLibrary[], explanation: Explanation): string {
  const helpers = libraries.flatMap((library) => library.helpers);
  const has = helpers.filter(
    ({ module, errors }) =>
      !module.endsWith('*') && errors.some((error) => explanationOf(error) === explanation),
  );
  return has.map(({ module }) => `\`${module}\``).join(', ');
}
