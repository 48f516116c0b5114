import assert from 'node:assert/strict';
import { unpackTar } from 'modern-tar';
import { packedPackage } from '../../../web/src/state/dropped.ts';
import { draftFile, PackageDraft, withoutTopFolder } from '../../../web/src/state/package-draft.ts';

const encoder = new TextEncoder();
const file = (path: string, text = '') => draftFile(path, encoder.encode(text));

describe('a package that is put together', () => {
  it('has its three parts first', () => {
    const draft = new PackageDraft();
    draft.replace(
      'p',
      ['z.py', 'Merge.py', 'a.py', 'Split.py', 'Processor.py'].map((path) => file(path)),
    );
    assert.deepEqual(draft.paths, ['Split.py', 'Processor.py', 'Merge.py', 'a.py', 'z.py']);
    draft.remove('z.py');
    assert.equal(draft.paths.length, 4);
  });

  it('is texts as long as all of it is text, and not too much', () => {
    const draft = new PackageDraft();
    draft.replace('p', [file('a.py', 'x = 1\n')]);
    draft.edit('a.py', 'x = 2\n');
    assert.deepEqual(draft.texts, { 'a.py': 'x = 2\n' });
    draft.add([draftFile('data.bin', Uint8Array.of(0xff))]);
    assert.equal(draft.texts, null);
  });

  it('begins anew with files from elsewhere, and not with what is typed', () => {
    const draft = new PackageDraft();
    draft.replace('p', [file('a.py')]);
    const { value } = draft.generation;
    draft.edit('a.py', '');
    draft.edit('a.py', 'x');
    assert.equal(draft.generation.value, value);
    draft.add([file('a.py', 'y')]);
    assert.notEqual(draft.generation.value, value);
  });

  it('loses the folder that all of it is in, and no other', () => {
    const paths = (...given: string[]) =>
      withoutTopFolder(given.map((path) => file(path))).map(({ path }) => path);
    assert.deepEqual(paths('p/Split.py', 'p/lib/a.py'), ['Split.py', 'lib/a.py']);
    assert.deepEqual(paths('p/Split.py', 'q/a.py'), ['p/Split.py', 'q/a.py']);
    assert.deepEqual(paths('Split.py', 'lib/a.py'), ['Split.py', 'lib/a.py']);
    assert.deepEqual(paths('Split.py'), ['Split.py']);
  });

  it('is packed with all of its bytes, long names and those of every script included', async () => {
    const long = `${'folder/'.repeat(20)}ünï.py`;
    const packed = await packedPackage([file('Split.py', 'é'), file(long, 'y')]);
    const entries = await unpackTar(await packed.arrayBuffer());
    assert.deepEqual(
      entries.map(({ header, data }) => [header.name, new TextDecoder().decode(data)]),
      [
        ['Split.py', 'é'],
        [long, 'y'],
      ],
    );
  });
});
