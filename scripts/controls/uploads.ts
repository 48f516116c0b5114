import { type Control, controlsOf } from './control.ts';

const tests = ['test/chief/service/account-uploads.test.ts'];

/** What an account can do to others, and to the disk, by uploads that it does not finish. */
export const uploadControls: readonly Control[] = [
  ...controlsOf(
    'src/chief/service/account-uploads.ts',
    tests,
    [
      'an unfinished upload is its account’s alone',
      'return known?.upload.record.owner === name ? known : null;',
      'return known ?? null;',
    ],
    ['unfinished uploads of an account are few', 'open.length >= mostUploads', 'open.length >= 2 ** 30'],
    ['finished uploads that are told are few', 'finished.slice(mostUploads)', 'finished.slice(2 ** 30)'],
    [
      'what waits of an upload counts to its account',
      'held.set(upload.record.kept === null ? upload.offset : 0);',
      'held.set(0);',
    ],
    [
      'what an earlier chief has of an upload counts to its account',
      'held.set(kept === null ? upload.offset : 0);',
      'held.set(0);',
    ],
    [
      'an upload has the digest that its sender says',
      'if (wanted !== null && wanted !== digest)',
      'if (wanted !== null && wanted === null)',
    ],
    [
      'an upload has no more bytes than were announced',
      'const maxBytes = bytes ?? this.#maxBytes(upload.record);',
      'const maxBytes = this.#maxBytes(upload.record);',
    ],
    ['a part comes where the last one ended', 'if (offset !== upload.offset)', 'if (offset < 0)'],
    [
      'bytes that were taken are not gone on with',
      'if (upload.record.kept === null && !(await isThere(upload.path))) await this.#forget(known);',
      '',
    ],
    [
      'unfinished uploads go when they are old',
      'return uploads > 0 && touchedAtMs <=',
      'return uploads < 0 && touchedAtMs <=',
    ],
    [
      'a chief that stops ends the parts that hang',
      'for (const { upload } of this.#known.values()) upload.interrupt();',
      '',
    ],
  ),
  ...controlsOf(
    'src/chief/content/partial-upload.ts',
    tests,
    [
      'a part is given space beside what came before',
      'claim: (bytes) => claim(from + bytes),',
      'claim: (bytes) => claim(bytes),',
    ],
    [
      'a starting chief takes no upload for another’s',
      "read.kind !== 'read' || read.value.id !== id",
      "read.kind !== 'read'",
    ],
  ),
  ...controlsOf('src/chief/space/account-space.ts', tests, [
    'what waits of an upload does not pass for somebody who writes',
    '({ active }) => active',
    '() => true',
  ]),
];
