import { type Control, controlsOf, onlyTests } from './control.ts';

const evil = ['test/package/evil-archives.test.ts'];
const limits = ['test/package/limits-of-a-package.test.ts'];
const folders = ['test/package/folders.test.ts'];

/** What a package may be. */
export const archiveControls: readonly Control[] = [
  ...controlsOf(
    'src/package/member-path.ts',
    evil,
    ['no `..`', "if (parts.includes('..'))", 'if (false)'],
    ['no absolute paths', "if (name.startsWith('/'))", 'if (false)'],
    ['no drive letters', 'if (/^[A-Za-z]:/.test(name))', 'if (false)'],
    ['no backslashes', "if (name.includes('\\\\'))", 'if (false)'],
    ['no NUL', "if (name.includes('\\0'))", 'if (false)'],
    ['no hidden characters', 'if (hiddenCharacters.test(name))', 'if (false)'],
    ['names of code are UTF-8', "if (name.endsWith('.py') && !isUtf8Name(name))", 'if (false)'],
    ['short names', 'parts.some((part) => bytesOfName(part).length > longestPart)', 'false'],
    ['short paths', 'if (name.length > longestPath || bytesOfName(name).length > longestPath)', 'if (false)'],
  ),
  ...controlsOf(
    'src/files/tar-names.ts',
    evil,
    ['headers of a tar are short', 'if (content.byteLength > longHeaderBytes)', 'if (false)'],
    ['what is said of all members costs nothing', "if (this._header.type !== 'pax-global-header')", ''],
  ),
  ...controlsOf(
    'src/package/intake.ts',
    evil,
    ['only files and folders', "if (kind !== 'file' && kind !== 'folder') {", 'if (false) {'],
    ['no set-user-id', '(mode & setUidBit) !== 0 || ', ''],
    ['no set-group-id', " || (kind === 'file' && (mode & setGidBit) !== 0)", ''],
    ['no name twice', 'if (clash !== null) {', 'if (false) {'],
  ),
  ...controlsOf(
    'src/package/intake.ts',
    limits,
    ['a limit on members', 'if (this.#members > this.mostMembers) {', 'if (false) {'],
    ['a limit on files', 'if (this.#admittedFiles > packageFiles) {', 'if (false) {'],
    ['a limit on claimed bytes', 'if (this.#admitted[room] > mostBytes) {', 'if (false) {'],
    ['a limit on bytes read', 'if (this.#accepted[room] <= most) ', ''],
    [
      'wheels have a limit of their own',
      "? 'wheelBytes' : 'packageBytes'",
      "? 'packageBytes' : 'packageBytes'",
    ],
    [
      'a limit on depth',
      'if (folders <= this.#limits.packageDepth + this.#extraDepth) return false;',
      'return false;',
    ],
    [
      'a limit on depth once unwrapped',
      'if (folders > this.#limits.packageDepth) this.#refuseDepth(path, folders);',
      '',
    ],
  ),
  ...controlsOf(
    'src/package/archives/read-tar.ts',
    evil,
    ['no sparse files', "key.startsWith('GNU.sparse.')", 'false'],
    ['no folders with content', "if (kind === 'folder' && size > 0) {", 'if (false) {'],
    ['a tar has its end', 'if (!ended || ', 'if ('],
    ['a gzip of a tar', 'if (isTarHeader(this.#head)) return;', 'return;'],
  ),
  ...onlyTests(
    'bombs',
    controlsOf('src/package/archives/read-tar.ts', limits, [
      'a limit on what is unpacked',
      'if (this.#seenBytes > mostBytes + passedOver + bytesAhead)',
      'if (false)',
    ]),
  ),
  ...controlsOf(
    'src/package/left-out.ts',
    ['test/package/environments.test.ts'],
    ['a limit on what is left out', 'return this.#members <= this.#mostMembers;', 'return true;'],
  ),
  ...controlsOf(
    'src/package/archives/read-zip.ts',
    evil,
    ['nothing encrypted', '(entry.generalPurposeBitFlag & encryptedFlag) !== 0', 'false'],
    [
      'only the usual compressions',
      'entry.compressionMethod !== stored && entry.compressionMethod !== deflated',
      'false',
    ],
    [
      'folders have no content',
      "if (kind === 'folder')\n    return entry.uncompressedSize === 0 ? null",
      "if (kind === 'folder')\n    return true ? null",
    ],
    [
      'the two tables agree',
      "if ('problem' in checked) {",
      "if (false as boolean && 'problem' in checked) {",
    ],
    ['checksums hold', 'else if (crc32(bytes) !== entry.crc32)', 'else if (false)'],
    ['sizes hold', 'if (bytes?.length !== entry.uncompressedSize)', 'if (bytes === null)'],
    ['no padding', 'if (entry.compressedSize > entry.uncompressedSize * 1.01 + 1024)', 'if (false)'],
    ['no data after the data', 'engine.bytesWritten === packed.length ? buffer : null', 'buffer'],
    [
      'no control bytes behind old encodings',
      'entry.fileNameRaw.some((byte) => byte < 0x20 || byte === 0x7f)',
      'false',
    ],
    [
      'links are links',
      "case 0o120000:\n      return 'symbolic link';",
      "case 0o120000:\n      return 'file';",
    ],
  ),
  ...onlyTests(
    'bombs',
    controlsOf('src/package/archives/read-zip.ts', limits, [
      'no more is unpacked than was claimed',
      'maxOutputLength: Math.max(size, 1)',
      'maxOutputLength: 2 ** 31 - 1',
    ]),
  ),
  ...controlsOf(
    'src/package/archives/zip-crosscheck.ts',
    evil,
    ['members share no bytes', 'if (start < covered) return', 'if (false) return'],
    ['nothing lies between members', 'if (!isNext(start))', 'if (false)'],
    ['nothing lies after members', 'return isNext(place.start)', 'return true'],
    [
      'the table has its length',
      'place === null || place.start + directoryBytes !== place.end',
      'place === null',
    ],
    ['names agree', "if (!local.fileName.equals(entry.fileNameRaw)) return 'name';", ''],
    ['compressions agree', 'if (local.compressionMethod !== entry.compressionMethod)', 'if (false)'],
    ['sizes agree', "if (!agrees(local.uncompressedSize, entry.uncompressedSize)) return 'size';", ''],
    [
      'packed sizes agree',
      "if (!agrees(local.compressedSize, entry.compressedSize)) return 'packed size';",
      '',
    ],
    [
      'checksums agree',
      "local.crc32 === entry.crc32 || (comesLater && local.crc32 === 0) ? null : 'checksum'",
      'null',
    ],
    ['encryption agrees', "return 'encryption';", 'return null;'],
  ),
  ...controlsOf(
    'src/files/unpack-tar.ts',
    ['test/files/tar-names.test.ts'],
    ['results stay in their folder', "parts.includes('..') || name.startsWith('/')", 'false'],
  ),
  ...controlsOf(
    'src/package/taken-paths.ts',
    evil,
    ['a file is no folder', "folders.some((folder) => this.#kinds.get(folder) === 'file')", 'false'],
    ['accents are one', "path.normalize('NFC')", 'path'],
  ),
  ...controlsOf(
    'src/package/read-folder.ts',
    folders,
    [
      'links in folders are links',
      "if (stats.isSymbolicLink()) return 'symbolic link';",
      "if (stats.isSymbolicLink()) return 'file';",
    ],
    [
      'fifos in folders are fifos',
      "if (stats.isFIFO()) return 'fifo';",
      "if (stats.isFIFO()) return 'file';",
    ],
  ),
  ...controlsOf(
    'src/package/read-unchanged.ts',
    folders,
    ['a file stays what it was', '!before.isFile() || !isSame(before, expected)', 'false'],
    [
      'a file has no more than it had',
      'bytes.length === expected.size && isSame(await file.stat(), expected) ? bytes : null',
      'bytes',
    ],
  ),
];
