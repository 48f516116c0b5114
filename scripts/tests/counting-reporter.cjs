const { writeFileSync } = require('node:fs');
const { Spec } = require('mocha').reporters;

/**
 * Mocha's usual report, and then one plain line that scripts can read; the reporter option `counts` names a file for
 * it, in which the titles and errors of the tests that failed are, too.
 */
module.exports = class CountingReporter extends Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = options.reporterOptions?.counts;
    runner.once('end', () => {
      const { passes: passed, failures: failed } = this.stats;
      const failures = this.failures.map((test) => ({
        title: test.fullTitle(),
        error: test.err.stack ?? test.err.message,
      }));
      if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed, failures }));
      console.log(`${passed} passed, ${failed} failed`);
    });
  }
};
