import assert from 'node:assert/strict';
import { readSettingChange } from '../../src/settings/account-settings.ts';

describe('what an operator decides for an account', () => {
  it('is read by path, and taken back by null', () => {
    const written = { slots: 2, 'limits.memory': '1GiB', weight: null, 'limits.cpus': null };
    assert.deepEqual(readSettingChange(written), {
      slots: 2,
      'limits.memory': 1024 ** 3,
      weight: null,
      'limits.cpus': null,
    });
  });

  it('is refused with all that is wrong with it, so that nobody has to mend one to learn of the next', () => {
    const { problem } = readSettingChange({ weight: 0, slots: 3, solts: 1, 'limits.memry': null }) as {
      problem: string;
    };
    assert.equal(
      problem,
      'The account has 0 for "weight", which takes a whole number from 1 to 100; ' +
        'it has "solts", which is not a setting; did you mean "slots"?; ' +
        'it has "limits.memry", which is not a setting; did you mean "limits.memory"?',
    );
  });
});
