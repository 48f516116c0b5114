import assert from 'node:assert/strict';
import { publicEvent, publicFailure } from '../../../src/chief/events/public-event.ts';
import { failure } from '../../../src/model/failures.ts';

describe('publicEvent', () => {
  it('leaves out where things are on the machine', () => {
    const message = 'the bundle could not be kept: ENOSPC, open "/srv/home/jobs/abc/bundles/1"';
    const told = publicEvent({ type: 'warning', message }, 'abc', '/srv/home');
    assert.deepEqual(told, {
      type: 'warning',
      message: 'the bundle could not be kept: ENOSPC, open "…/jobs/abc/bundles/1"',
    });
    const odd = '/srv/"quoted"\\home';
    const warning = publicEvent({ type: 'warning', message: `see ${odd}/x` }, 'abc', odd);
    assert.deepEqual(warning, { type: 'warning', message: 'see …/x' });
  });

  it('names a replay bundle as replay takes it', () => {
    const cause = failure('user-error', 'process', 'it failed', {
      fragment: 7,
      bundle: '/srv/home/jobs/abc/7',
    });
    const told = publicEvent({ type: 'failure', failure: cause }, 'abc', '/srv/home');
    assert.deepEqual(told, { type: 'failure', failure: { ...cause, bundle: 'abc:7' } });
  });

  it('keeps our own stack traces to the operator', () => {
    const cause = failure('internal', 'process', 'TypeError: secret\n    at /opt/butcher/dist/x.js:1:1');
    const told = publicFailure(cause, 'abc');
    assert.ok(!JSON.stringify(told).includes('secret'));
    assert.match(told.message, /abc/);
  });
});
