const { Spec } = require('mocha').reporters;

/** Mocha's usual report, and then one plain line that scripts can read. */
module.exports = class CountingReporter extends Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => console.log(`${this.stats.passes} passed, ${this.stats.failures} failed`));
  }
};
