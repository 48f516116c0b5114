const { writeFileSync } = require('node:fs');
const { relative } = require('node:path');
const { Spec } = require('mocha').reporters;

/**
 * Mocha's usual report, and then one plain line that scripts can read; the reporter option `counts` names a file for
 * it, in which the titles and errors of the tests that failed are, too, and how many seconds each file took.
 */
module.exports = class CountingReporter extends Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = options.reporterOptions?.counts;
    const seconds = {};
    const add = ({ file: path, duration = 0 }) => {
      if (path === undefined) return;
      const name = relative('', path);
      seconds[name] = (seconds[name] ?? 0) + duration / 1000;
    };
    runner.on('test end', add).on('hook end', add);
    runner.once('end', () => {
      const { passes: passed, failures: failed } = this.stats;
      const failures = this.failures.map((test) => ({
        title: test.fullTitle(),
        error: test.err.stack ?? test.err.message,
      }));
      if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed, failures, seconds }));
      console.log(`${passed} passed, ${failed} failed`);
    });
  }
};
