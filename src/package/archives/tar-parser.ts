import { type Extract, extract } from 'tar-stream';

/** How the parser's error begins where a header is longer than it may be. */
export const tooLongHeader = 'Header exceeds 64 KiB';

/** Most bytes of a header that names a member anew, or says more of it: the longest path of a system has 4 KiB. */
const longHeaderBytes = 64 * 1024;

/** What the parser does with headers that are longer than a block, which it takes up to 4 MiB of. */
interface LongHeaders {
  _header: { readonly type?: string | null };
  _decodeLongHeader(bytes: Uint8Array): void;
}

/**
 * A parser of tars whose headers are bounded, so that reading one is a matter of a millisecond. What is said of all
 * members together means nothing here, and would cost its size again with each of them: it is passed over.
 */
export function tarParser(): Extract {
  const parser = extract();
  const headers = parser as unknown as LongHeaders;
  const decode = headers._decodeLongHeader;
  if (typeof decode !== 'function')
    throw new Error('this version of tar-stream reads long headers otherwise');
  headers._decodeLongHeader = function (this: LongHeaders, bytes) {
    if (bytes.byteLength > longHeaderBytes) throw new Error(tooLongHeader);
    if (this._header.type !== 'pax-global-header') decode.call(this, bytes);
  };
  return parser;
}
