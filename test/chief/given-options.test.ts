import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jobOptions } from '../../src/chief/given-options.ts';
import type { JobOptions } from '../../src/model/job-request.ts';
import { defaultLimits, limitNames } from '../../src/model/limits.ts';
import type { Manifest } from '../../src/model/package-source.ts';
import { defaultSettings } from '../helpers/chief-settings.ts';

const settings = defaultSettings(8);

describe('jobOptions', () => {
  it('takes the submission before the manifest and the manifest before the settings', () => {
    const manifest = { workers: 3, ordered: false, limits: { pids: 17 } };
    assert.deepEqual(jobOptions(undefined, null, settings), {
      workers: 8,
      ordered: true,
      resume: true,
      retries: 2,
      onError: 'fail',
      maxFailed: null,
      limits: defaultLimits,
      ociRuntime: null,
    });
    const options = jobOptions({ workers: 5, limits: { pids: 20 }, ociRuntime: 'runsc' }, manifest, settings);
    assert.ok(!('problem' in options));
    assert.equal(options.workers, 5);
    assert.equal(options.ordered, false);
    assert.equal(options.limits.pids, 17);
    assert.equal(options.ociRuntime, 'runsc');
  });

  it('takes the first fragments with one worker, and keeps nothing of them to go on with', () => {
    const given = { firstFragments: 3, workers: 5, resume: true };
    const options = jobOptions(given, null, settings) as JobOptions;
    assert.deepEqual([options.firstFragments, options.workers, options.resume], [3, 1, false]);
    const all = jobOptions({ ...given, firstFragments: null }, null, settings) as JobOptions;
    assert.deepEqual([all.firstFragments, all.workers, all.resume], [undefined, 5, true]);
  });

  it('says what is wrong with each', () => {
    const cases: readonly (readonly [options: unknown, expected: RegExp])[] = [
      ['x', /options takes an object/],
      [{ worker: 1 }, /Did you mean workers\?/],
      [{ workers: 1.5 }, /workers takes a whole number from 1 to 1024/],
      [{ retries: -1 }, /retries takes a whole number from 0 to 100/],
      [{ ordered: 'yes' }, /ordered takes true or false/],
      [{ fragmentDigests: 1 }, /fragmentDigests takes true or false/],
      [{ fragmentDigests: true, resume: false }, /resume false does not keep/],
      [{ onError: 'ignore' }, /onError takes "fail" or "skip"/],
      [{ maxFailed: 3 }, /only with onError "skip"/],
      [{ onError: 'skip', maxFailed: '101%' }, /such as "2%"/],
      [{ limits: { memery: 1 } }, /Did you mean memory\?/],
      [{ limits: { memory: '1 parsec' } }, /a size such as/],
      [{ limits: { pids: 65 } }, /at most 64 for the limit pids/],
      [{ limits: { pids: 15 } }, /at least 16/],
      [{ limits: { cpus: 0.001 } }, /cpus takes at least 0.01/],
      [{ limits: { memory: '5MiB' } }, /memory takes at least 6.0 MiB/],
      [{ firstFragments: 0 }, /firstFragments takes a whole number from 1 to 100/],
      [{ firstFragments: '3' }, /firstFragments takes a whole number/],
      [{ firstFragments: 3, workers: 0 }, /workers takes a whole number/],
      [
        { limits: { memory: '1GiB', memoryCap: '512MiB' } },
        /^The limit memoryCap \(512 MiB\) may not be smaller than the limit memory \(1 GiB\)\.$/,
      ],
      [{ limits: { memory: '3GiB' } }, /allows at most 2147483648 for the limit memory/],
      [{ ociRuntime: '/bin/sh' }, /"runc" or "runsc"/],
    ];
    for (const [options, expected] of cases) {
      const outcome = jobOptions(options, null, settings);
      assert.match(
        'problem' in outcome ? outcome.problem : 'it was taken',
        expected,
        JSON.stringify(options),
      );
    }
    assert.deepEqual(
      (jobOptions({ onError: 'skip', maxFailed: '2.5%' }, null, settings) as { maxFailed: unknown })
        .maxFailed,
      { percent: 2.5 },
    );
  });

  it('holds parameters against what the package declares, and fills in the others', () => {
    const params = {
      properties: { a: { type: 'integer', default: 1 }, b: { type: 'string' } },
      required: ['b'],
    };
    const manifest = { limits: {}, params } as const as Manifest;
    const outcome = (given: unknown, of: Manifest | null = manifest) =>
      jobOptions({ params: given }, of, settings);
    assert.deepEqual((outcome({ b: 'x' }) as JobOptions).params, { a: 1, b: 'x' });
    assert.equal((outcome({}, null) as JobOptions).params, undefined);
    const cases: readonly (readonly [unknown, Manifest | null, RegExp])[] = [
      [{}, manifest, /needs the parameter b \(a text\); give it in options\.params\./],
      [{ b: 1 }, manifest, /The parameter b is 1; expected a text\./],
      [{ b: 'x', a: '1' }, manifest, /The parameter a is "1"; expected a whole number\./],
      [{ b: 'x', aa: 1 }, manifest, /no parameter "aa"\. Did you mean a\?/],
      [[], manifest, /params takes an object/],
      [{ b: 1 }, { limits: {} }, /declares no parameters/],
    ];
    for (const [given, of, expected] of cases) {
      const options = outcome(given, of);
      assert.match('problem' in options ? options.problem : 'it was taken', expected);
    }
  });

  it('never loosens a limit, whatever JSON it is given', () => {
    const value = fc.oneof(fc.jsonValue(), fc.double(), fc.constantFrom('1', '5m', '64KiB', '1TiB'));
    const limits = fc.dictionary(fc.constantFrom(...limitNames), value);
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ limits, workers: value }, { requiredKeys: [] })),
        (given) => {
          const options = jobOptions(given, null, settings);
          if ('problem' in options) return;
          for (const name of limitNames) {
            const most = name === 'memory' ? defaultLimits.memoryCap : defaultLimits[name];
            assert.ok(options.limits[name] > 0 && options.limits[name] <= most, name);
          }
          assert.ok(options.workers >= 1 && options.workers <= 1024);
        },
      ),
    );
  });
});
