import assert from 'node:assert/strict';
import { countedErrors } from '../../src/store/counted-errors.ts';
import { ModelStore } from '../helpers/model-store.ts';

describe('a store whose failures are counted', () => {
  it('has all that the store has', async () => {
    const store = new ModelStore();
    const counted = countedErrors(store, () => assert.fail());
    assert.deepEqual(Object.keys(counted).sort(), [...Object.keys(store), 'close'].sort());
    assert.deepEqual(await counted.webhooks.due(1, 1), []);
  });

  it('answers as the store does, and counts what it rejects', async () => {
    const store = new ModelStore();
    let failures = 0;
    const counted = countedErrors(store, () => {
      failures += 1;
    });
    assert.deepEqual(await counted.accounts.list(), []);
    Object.assign(store.accounts, { list: () => Promise.reject(new Error('torn')) });
    await assert.rejects(counted.accounts.list(), /torn/);
    assert.equal(failures, 1);
  });
});
