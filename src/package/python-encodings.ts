/** How one of Python's text encodings is decoded here. */
export type PythonEncoding =
  | { readonly kind: 'utf-8' | 'ascii' | 'latin-1' | 'cp1252' }
  /** By the platform's decoder of this label. */
  | { readonly kind: 'platform'; readonly label: string; readonly c1: C1Bytes };

/**
 * What bytes 0x80 to 0x9f are in Python's codec, where the platform's differs: the control characters of the same
 * number, undefined, or as the platform says.
 */
export type C1Bytes = 'controls' | 'undefined' | 'platform';

/** Python's names for single-byte and East Asian codecs, its own normalisation applied, to the platform's labels. */
const platformLabels: readonly (readonly [names: string, label: string, c1: C1Bytes])[] = [
  ['cp1250 windows_1250 1250', 'windows-1250', 'undefined'],
  ['cp1251 windows_1251 1251', 'windows-1251', 'undefined'],
  ['cp1253 windows_1253 1253', 'windows-1253', 'undefined'],
  ['cp1254 windows_1254 1254', 'windows-1254', 'undefined'],
  ['cp1255 windows_1255 1255', 'windows-1255', 'undefined'],
  ['cp1256 windows_1256 1256', 'windows-1256', 'undefined'],
  ['cp1257 windows_1257 1257', 'windows-1257', 'undefined'],
  ['cp1258 windows_1258 1258', 'windows-1258', 'undefined'],
  ['iso8859_2 iso_8859_2 latin2 l2', 'iso-8859-2', 'controls'],
  ['iso8859_3 iso_8859_3 latin3 l3', 'iso-8859-3', 'controls'],
  ['iso8859_4 iso_8859_4 latin4 l4', 'iso-8859-4', 'controls'],
  ['iso8859_5 iso_8859_5 cyrillic', 'iso-8859-5', 'controls'],
  ['iso8859_6 iso_8859_6 arabic', 'iso-8859-6', 'controls'],
  ['iso8859_7 iso_8859_7 greek greek8', 'iso-8859-7', 'controls'],
  ['iso8859_8 iso_8859_8 hebrew', 'iso-8859-8', 'controls'],
  ['iso8859_9 iso_8859_9 latin5 l5', 'windows-1254', 'controls'],
  ['iso8859_10 iso_8859_10 latin6 l6', 'iso-8859-10', 'controls'],
  ['iso8859_11 iso_8859_11 thai tis620 tis_620', 'windows-874', 'controls'],
  ['iso8859_13 iso_8859_13 latin7 l7', 'iso-8859-13', 'controls'],
  ['iso8859_14 iso_8859_14 latin8 l8', 'iso-8859-14', 'controls'],
  ['iso8859_15 iso_8859_15 latin9 l9', 'iso-8859-15', 'controls'],
  ['iso8859_16 iso_8859_16 latin10 l10', 'iso-8859-16', 'controls'],
  ['koi8_r cskoi8r', 'koi8-r', 'platform'],
  ['koi8_u', 'koi8-u', 'platform'],
  ['mac_roman macintosh macroman', 'macintosh', 'platform'],
  ['mac_cyrillic maccyrillic', 'x-mac-cyrillic', 'platform'],
  ['cp866 866 ibm866', 'ibm866', 'platform'],
  ['cp874', 'windows-874', 'undefined'],
  ['big5 big5_tw csbig5 cp950 950 ms950', 'big5', 'platform'],
  ['gbk cp936 936 ms936 gb2312 euc_cn euccn gb2312_80 gb2312_1980 chinese', 'gbk', 'platform'],
  ['gb18030 gb18030_2000', 'gb18030', 'platform'],
  ['euc_jp eucjp ujis u_jis', 'euc-jp', 'platform'],
  ['shift_jis sjis shiftjis csshiftjis s_jis cp932 932 ms932 mskanji ms_kanji', 'shift_jis', 'platform'],
  [
    'euc_kr euckr ks_c_5601 ks_c_5601_1987 ksx1001 ks_x_1001 korean cp949 949 ms949 uhc',
    'euc-kr',
    'platform',
  ],
];

/**
 * Finds the encoding that a coding cookie names, by Python's own rules for such names. Null where Python does not
 * know it, and for what is rare enough to ask for UTF-8 instead: UTF-7, escapes and other encodings that can hide code.
 */
export function pythonEncoding(name: string): PythonEncoding | null {
  const cookie = name.toLowerCase().replaceAll('_', '-');
  if (/^utf-8($|-)/.test(cookie)) return { kind: 'utf-8' };
  if (/^(latin-1|iso-8859-1|iso-latin-1)($|-)/.test(cookie)) return { kind: 'latin-1' };
  const normal = cookie.replace(/[^a-z0-9.]+/g, '_').replace(/^_|_$/g, '');
  if (/^(utf8|u8|utf|utf8_ucs[24]|cp65001)$/.test(normal)) return { kind: 'utf-8' };
  if (/^(ascii|us_ascii|646|ansi_x3\.4_(1968|1986)|iso646_us|us)$/.test(normal)) return { kind: 'ascii' };
  if (/^(latin1|l1|latin|iso8859_1|8859|iso8859|cp819|ibm819)$/.test(normal)) return { kind: 'latin-1' };
  // Not by the platform: Node 20 decodes `windows-1252` as if it were Latin-1.
  if (/^(cp1252|windows_1252|1252)$/.test(normal)) return { kind: 'cp1252' };
  const found = platformLabels.find(([names]) => names.split(' ').includes(normal));
  return found === undefined ? null : { kind: 'platform', label: found[1], c1: found[2] };
}
