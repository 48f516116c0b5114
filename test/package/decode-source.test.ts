import assert from 'node:assert/strict';
import { decodeSource } from '../../src/package/decode-source.ts';

const latin = (text: string) => Buffer.from(text, 'latin1');
const mark = '\xef\xbb\xbf';

describe('decodeSource', () => {
  const good: readonly (readonly [what: string, bytes: Buffer, text: string])[] = [
    ['nothing', Buffer.alloc(0), ''],
    ['UTF-8 by default', Buffer.from('x = "é😀"\n'), 'x = "é😀"\n'],
    ['a byte order mark', latin(`${mark}x = 1\n`), 'x = 1\n'],
    ['a byte order mark and a cookie that agrees', latin(`${mark}# coding: utf-8\n`), '# coding: utf-8\n'],
    ['line ends as they are', Buffer.from('a\r\nb\rc\n'), 'a\r\nb\rc\n'],
    ['a replacement character that is meant', Buffer.from('# \ufffd\n'), '# \ufffd\n'],
    ['latin-1', latin('# coding: latin-1\n# \xe9\x80\n'), '# coding: latin-1\n# é\x80\n'],
    [
      'a cookie on the second line',
      latin('#!/usr/bin/python\n# -*- coding: latin-1 -*-\n# \xe9'),
      '#!/usr/bin/python\n# -*- coding: latin-1 -*-\n# é',
    ],
    ['a cookie after an empty line', latin(' \f\n#coding=latin1\n#\xe9'), ' \f\n#coding=latin1\n#é'],
    [
      'a cookie after a carriage return',
      latin('\r# vim: set fileencoding=iso-8859-1 :\r#\xe9'),
      '\r# vim: set fileencoding=iso-8859-1 :\r#é',
    ],
    ['an editor’s suffix', latin('# coding: Latin-1-unix\n#\xe9'), '# coding: Latin-1-unix\n#é'],
    ['cp1252', latin('# coding: cp1252\n# \x80\x93\n'), '# coding: cp1252\n# €“\n'],
    ['iso-8859-15', latin('# coding: iso-8859-15\n# \xa4\x85\n'), '# coding: iso-8859-15\n# €\x85\n'],
    ['koi8-r', latin('# coding: koi8-r\n# \xf0\xf2\n'), '# coding: koi8-r\n# ПР\n'],
    ['shift_jis', latin('# coding: shift_jis\n# \x82\xa0\n'), '# coding: shift_jis\n# あ\n'],
    ['gbk', latin('# coding: gbk\n# \xc4\xe3\n'), '# coding: gbk\n# 你\n'],
    ['ascii', latin('# coding: us-ascii\nx = 1\n'), '# coding: us-ascii\nx = 1\n'],
  ];
  for (const [what, bytes, text] of good)
    it(`decodes ${what}`, () => assert.deepEqual(decodeSource(bytes), { text }));

  /** Bytes, then offset, line and column of the first byte at fault, and what is said. */
  const bad: readonly (readonly [what: string, bytes: Buffer, place: string, says: RegExp])[] = [
    ['a NUL', latin('a = 1\n#\0\n'), '7 2:2', /NUL/],
    ['UTF-16', Buffer.from('\ufeffx', 'utf16le'), '3 1:4', /UTF-16/],
    ['bytes that are not UTF-8', latin('x = 1\ny = "\xe9"\n'), '11 2:6', /byte 0xe9 is not valid UTF-8/],
    ['such bytes in a comment', latin('# \xff\n'), '2 1:3', /byte 0xff/],
    ['such bytes after a true replacement character', latin('\xef\xbf\xbd\xef\xbf\n'), '3 1:2', /byte 0xef/],
    ['columns in characters', Buffer.concat([Buffer.from('é😀'), latin('\xff')]), '6 1:3', /0xff/],
    ['a surrogate in UTF-8', latin('"\xed\xa0\x80"'), '1 1:2', /0xed/],
    ['an overlong form', latin('"\xc0\x80"'), '1 1:2', /0xc0/],
    ['a character cut off', latin('"\xe2\x82'), '1 1:2', /0xe2/],
    ['a cookie that is too late', latin('\n\n# coding: latin-1\n#\xe9'), '21 4:2', /UTF-8/],
    ['a cookie after code', latin('x=1\n# coding: latin-1\n#\xe9'), '23 3:2', /UTF-8/],
    ['a cookie that is not in a comment', latin('x="coding: latin-1"\n#\xe9'), '21 2:2', /UTF-8/],
    ['ascii with more than ascii', latin('# coding: ascii\n#\xe9'), '17 2:2', /0xe9 is not valid ascii/],
    ['bytes that cp1252 lacks', latin('# coding: cp1252\n#\x81'), '18 2:2', /0x81 is not valid cp1252/],
    ['bytes that big5 lacks', latin('# coding: big5\n#\xff'), '16 2:2', /0xff is not valid big5/],
    ['an encoding that is none', latin('# coding: bogus\n'), '10 1:11', /`bogus`/],
    ['an encoding that can hide code', latin('# coding: unicode_escape\n'), '10 1:11', /`unicode_escape`/],
    ['utf-7', latin('# coding: utf-7\n'), '10 1:11', /`utf-7`/],
    [
      'a mark and a cookie that disagree',
      latin(`${mark}# coding: latin-1\n`),
      '13 1:11',
      /begins with a UTF-8 mark/,
    ],
  ];
  for (const [what, bytes, place, says] of bad)
    it(`refuses ${what}`, () => {
      const decoded = decodeSource(bytes);
      assert.ok('problem' in decoded);
      assert.equal(`${decoded.offset} ${decoded.line}:${decoded.column}`, place);
      assert.match(decoded.problem, says);
    });
});
