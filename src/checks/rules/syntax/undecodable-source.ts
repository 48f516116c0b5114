import type { Finding } from '../../../model/finding.ts';
import type { SourceRule } from '../../rule.ts';
import { ruleTable } from '../../rule-table.ts';

/** BUT106: bytes that Python would not read as source. */
export const undecodableSource: SourceRule = {
  ids: ['BUT106'],
  *check({ files }): Iterable<Finding> {
    for (const [file, decoded] of files) {
      if ('text' in decoded) continue;
      const { problem, line, column } = decoded;
      yield {
        rule: 'BUT106',
        severity: 'error',
        message: `The file cannot be read as Python: ${problem}.`,
        help: ruleTable.BUT106.help,
        file,
        line,
        column,
        endLine: line,
        endColumn: column + 1,
      };
    }
  },
};
