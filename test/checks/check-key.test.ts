import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkKey } from '../../src/checks/check-key.ts';
import type { CheckOptions } from '../../src/checks/check-package.ts';
import { defaultLimits, limitNames } from '../../src/model/limits.ts';
import type { PackageSource } from '../../src/model/package-source.ts';
import { sourceOf } from '../helpers/chief-home.ts';
import '../helpers/property-sizes.ts';

const options: CheckOptions = {
  ...{ forRun: true, processorSupplied: false, strict: false, helperGenerators: 'error' },
  limits: defaultLimits,
};
const text = fc.string({ maxLength: 20 });
const someFiles = fc
  .dictionary(fc.constantFrom('Split.py', 'Merge.py', 'Processor.py', 'a.py', 'butcher.json'), text)
  .map((files) => sourceOf(files));
const someSource = fc
  .record({
    base: someFiles,
    name: fc.constantFrom('one', 'two'),
    manifest: fc.constantFrom(
      null,
      { limits: {} },
      { limits: { memory: 5 } },
      { limits: {}, params: { properties: {} } },
    ),
  })
  .map(({ base, name, manifest }): PackageSource => ({ ...base, name, manifest }));
const someOptions = fc
  .record({
    forRun: fc.boolean(),
    processorSupplied: fc.boolean(),
    strict: fc.boolean(),
    helperGenerators: fc.constantFrom('error', 'warning'),
    limit: fc.constantFrom(...limitNames),
    value: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER),
  })
  .map(
    ({ limit, value, ...rest }): CheckOptions => ({
      ...(rest as Omit<CheckOptions, 'limits'>),
      limits: { ...defaultLimits, [limit]: value },
    }),
  );
const someCheck = fc.tuple(someSource, someOptions, fc.constantFrom('rules of today', 'rules of tomorrow'));

/** All that a check can depend on, as what it is. */
function contentOf([source, checked, checker]: readonly [PackageSource, CheckOptions, string]) {
  const files = [...source.files.values()].map(({ path, bytes }) => [path, bytes.toString('hex')]);
  const limits = limitNames.map((name) => String(checked.limits[name]));
  return [files, source.layout, source.name, source.manifest, { ...checked, limits }, checker];
}

describe('checkKey', () => {
  it('is the same for what is the same, and never for what is not', () => {
    fc.assert(
      fc.property(someCheck, someCheck, (one, other) => {
        const same = JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other));
        assert.equal(checkKey(...one) === checkKey(...other), same);
        assert.match(checkKey(...one)!, /^[0-9a-f]{64}$/);
      }),
      { numRuns: 300 },
    );
  });

  it('tells apart what differs in one thing', () => {
    fc.assert(
      fc.property(someCheck, someOptions, text, ([source, checked, checker], others, content) => {
        const key = checkKey(source, checked, checker);
        assert.equal(checkKey({ ...source }, { ...checked, limits: { ...checked.limits } }, checker), key);
        const changed = sourceOf({ ...filesOf(source), 'b.py': content });
        assert.notEqual(checkKey({ ...source, digest: changed.digest }, checked, checker), key);
        assert.notEqual(checkKey(source, checked, `${checker}!`), key);
        for (const limit of limitNames) {
          const limits = { ...checked.limits, [limit]: checked.limits[limit] + 0.5 };
          if (limits[limit] !== checked.limits[limit])
            assert.notEqual(checkKey(source, { ...checked, limits }, checker), key, limit);
        }
        if (others.helperGenerators !== checked.helperGenerators)
          assert.notEqual(
            checkKey(source, { ...checked, helperGenerators: others.helperGenerators! }, checker),
            key,
          );
      }),
      { numRuns: 100 },
    );
  });

  it('is none where the checker does not know which one it is, as when it was not built', () => {
    assert.equal(checkKey(sourceOf({ 'Split.py': '' }), options), null);
  });
});

function filesOf(source: PackageSource): Record<string, string> {
  return Object.fromEntries([...source.files.values()].map(({ path, bytes }) => [path, bytes.toString()]));
}
