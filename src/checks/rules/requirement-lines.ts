import type { Finding } from '../../model/finding.ts';
import { readRequirements } from '../../requirements/read-requirements.ts';
import type { Rule } from '../rule.ts';

/** BUT704: lines of requirements files that cannot be installed in a sandbox. */
export const requirementLines: Rule = {
  ids: ['BUT704'],
  *check({ source }): Iterable<Finding> {
    for (const { problem, help, file, line, column, endColumn } of readRequirements(source.files)?.unusable ??
      []) {
      yield {
        rule: 'BUT704',
        severity: 'error',
        message: problem,
        help,
        file,
        line,
        column,
        endLine: line,
        endColumn,
      };
    }
  },
};
