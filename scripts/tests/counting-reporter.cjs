const { writeFileSync } = require('node:fs');
const { Spec } = require('mocha').reporters;

/**
 * Mocha's usual report, and then one plain line that scripts can read; the reporter option `counts` names a file for
 * it.
 */
module.exports = class CountingReporter extends Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = options.reporterOptions?.counts;
    runner.once('end', () => {
      const { passes: passed, failures: failed } = this.stats;
      if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed }));
      console.log(`${passed} passed, ${failed} failed`);
    });
  }
};
