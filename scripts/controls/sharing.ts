import { type Control, controlsOf, onlyTests } from './control.ts';

const checking = ['test/chief/checking/forked-checker.test.ts'];
const clock = ['test/model/attended-clock.test.ts'];

/** What one account's texts, packages and jobs may take of what all share: the event loop, the checker, the chief. */
export const sharingControls: readonly Control[] = [
  ...controlsOf('src/chief/checking/check-process.ts', checking, [
    'a report that people can use',
    'report: boundedReport(validation.report)',
    'report: boundedReport === null ? validation.report : validation.report',
  ]),
  ...controlsOf(
    'src/chief/checking/checked-packages.ts',
    ['test/chief/checking/checked-packages.test.ts'],
    ['reports take bounded memory', ' && this.#bytes <= this.#mostBytes', ''],
  ),
  ...controlsOf('src/chief/checking/forked-checker.ts', checking, [
    'no account has the whole checker',
    'perAccount: Math.max(1, processes - 1)',
    'perAccount: processes',
  ]),
  ...controlsOf(
    'src/chief/checking/check-worker.ts',
    checking,
    ['a check has so much of the processor', ' || (processCpuMs(pid) ?? 0) - beforeMs > cpuMs', ''],
    ['a check ends', 'looks * lookMs > wallMs || ', ''],
  ),
  ...controlsOf(
    'src/chief/queue/may-start.ts',
    ['test/chief/queue/may-start.test.ts'],
    [
      'jobs that ended chiefs are tried one at a time',
      'if (running.some(({ chiefDeaths }) => chiefDeaths > 0)) return calm;',
      '',
    ],
    [
      'jobs that ended chiefs come after others',
      'if ([...first].some((account) => !served.has(account))) return calm;',
      '',
    ],
  ),
  ...onlyTests(
    'during which three chiefs died',
    controlsOf(
      'src/chief/running/chief-deaths.ts',
      ['test/chief/restart.test.ts'],
      ['jobs that ended chiefs are left', 'if (chiefDeaths < mostChiefDeaths)', 'if (chiefDeaths < 99)'],
    ),
  ),
  ...controlsOf(
    'src/model/attended-clock.ts',
    clock,
    ['nobody is blamed for a late chief', 'if (sinceMs > lateMs) this.#missedMs += sinceMs - usualMs;', ''],
    ['timers count by the same clock', 'if (leftMs < 1) call();', 'if (leftMs < 1e9) call();'],
  ),
  ...onlyTests(
    'blame nobody',
    controlsOf(
      'src/jobs/running-job.ts',
      ['test/jobs/limits.test.ts'],
      [
        'limits of a job know when the chief was late',
        'new AttendedClock(parts.clock, { usualMs: tickMs, lateMs })',
        'parts.clock',
      ],
    ),
  ),
  ...controlsOf(
    'scripts/check-patterns.mjs',
    ['test/scripts/check-patterns.test.ts'],
    ['patterns are judged', 'const [report] = reports;', 'const report = undefined;'],
    ['no doubled ways', 'const doubled = doubledWays(source, flags);', 'const doubled = null;'],
    [
      'no searching anew',
      'report === undefined ? searchedAnew(source, flags)',
      'report === undefined ? null',
    ],
    ['no pattern of the moment', 'source === null ? notKnown', 'source === null ? null'],
  ),
];
