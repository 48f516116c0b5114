import { type Control, controlsOf } from './control.ts';

const runs = ['test/compose.test.ts'];
const keys = ['test/checks/check-key.test.ts'];
const kept = ['test/home/kept-checks.test.ts'];

/** Nothing passes by a report on something else, and what is compiled is nobody else's. */
export const keptCheckControls: readonly Control[] = [
  ...controlsOf(
    'src/checks/check-key.ts',
    runs,
    ['no report on another package', '{ digest, layout, name, manifest }, options', '{ manifest }, options'],
    ['no report of other rules', 'const parts = [1, checker, node', 'const parts = [1, node'],
    ['no report under other limits or settings', 'name, manifest }, options];', 'name, manifest }];'],
  ),
  ...controlsOf('src/checks/check-key.ts', keys, [
    'no report of a checker that nobody knows',
    'if (checker === null) return null;',
    '',
  ]),
  ...controlsOf(
    'src/home/kept-checks.ts',
    kept,
    ['a report for its own key', ' || read.value.key !== key', ''],
    ['a report that adds up', 'if (report.warnings !== report.findings.length) return null;', ''],
    ['a report of the right shape', "validateKeptCheck(value) ? null : 'it is", "true ? null : 'it is"],
    ['few reports', 'if (index >= mostKept || usedAtMs < oldest)', 'if (false)'],
  ),
  ...controlsOf(
    'src/cli/home/keep-compiled.ts',
    ['test/cli/home/keep-compiled.test.ts'],
    ['nothing compiled by others', 'if (!isOnlyOurs(folder)) return null;', ''],
  ),
];
