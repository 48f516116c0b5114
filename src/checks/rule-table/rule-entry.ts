import type { Severity } from '../../model/finding.ts';
import type { LimitName } from '../../model/limits.ts';

/** A file of an example: its text, its text to be stored as Latin-1, or the target of a symbolic link. */
export type ExampleFile = string | { readonly latin1: string } | { readonly link: string };

/** A package given by how it differs from {@link examplePackage}. */
export interface RuleExample {
  /** Files added or replaced, by path. */
  readonly files: Readonly<Record<string, ExampleFile>>;
  /** Files of the example package that are left out. */
  readonly without?: readonly string[];
  /** Limits the check is run with. */
  readonly limits?: Readonly<Partial<Record<LimitName, number>>>;
}

/** What users are told about a rule. `docs/rules.md` and `butcher guide` are made from these. */
export interface RuleEntry {
  readonly severity: Severity;
  /** What a finding under this rule means, as a short heading. */
  readonly title: string;
  /** Why the rule is there and what it takes into account. */
  readonly explanation: string;
  /** The change to make, for a finding that has no more specific advice. */
  readonly help: string;
  /** Breaks this rule and, as an error, no other. */
  readonly bad: RuleExample;
  /** The same, mended. */
  readonly good: RuleExample;
}

/** A small package without findings, which the examples of the rules vary. */
export const examplePackage: Readonly<Record<string, string>> = Object.freeze({
  'Split.py': `def splitter(dataset_path):
    with open(dataset_path, "rb") as data:
        for line in data:
            yield line
`,
  'Processor.py': `def Processor(fragment):
    return fragment.upper()
`,
  'Merge.py': `def merger(fragment, job_name):
    with open("result.txt", "ab") as out:
        out.write(fragment)
`,
});
