import type { Finding } from '../../model/finding.ts';
import { readRequirements } from '../imports/requirements.ts';
import type { Rule } from '../rule.ts';

/** BUT702: requirements that may mean another version next month. */
export const requirementPins: Rule = {
  ids: ['BUT702'],
  *check({ source }): Iterable<Finding> {
    const file = source.files.get('requirements.txt');
    for (const requirement of file === undefined ? [] : readRequirements(file.bytes.toString())) {
      if (requirement.pinned) continue;
      const { name, line, column, endColumn } = requirement;
      yield {
        rule: 'BUT702',
        severity: 'warning',
        message: `\`${name}\` has no exact version.`,
        help: `Pin it, such as ${name}==1.2.3, so that the same versions are installed every time.`,
        file: 'requirements.txt',
        line,
        column,
        endLine: line,
        endColumn,
      };
    }
  },
};
