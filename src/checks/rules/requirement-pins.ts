import type { Finding } from '../../model/finding.ts';
import { normalName } from '../../model/libraries.ts';
import { readRequirements } from '../../requirements/read-requirements.ts';
import type { Rule } from '../rule.ts';

/** BUT702: requirements that may mean another version next month. */
export const requirementPins: Rule = {
  ids: ['BUT702'],
  *check({ source }): Iterable<Finding> {
    const { requirements = [], constraints = [], lock = null } = readRequirements(source.files) ?? {};
    if (lock !== null) return;
    const pinnedElsewhere = new Set(
      constraints.filter(({ pinned }) => pinned).map(({ name }) => normalName(name)),
    );
    for (const { name, pinned, applies, file, line, column, endColumn } of requirements) {
      if (pinned || !applies || pinnedElsewhere.has(normalName(name))) continue;
      yield {
        rule: 'BUT702',
        severity: 'warning',
        message: `\`${name}\` has no exact version.`,
        help: `Pin it, such as ${name}==1.2.3, so that the same versions are installed every time.`,
        file,
        line,
        column,
        endLine: line,
        endColumn,
      };
    }
  },
};
