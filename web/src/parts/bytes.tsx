import { block } from '../show/inert.ts';
import { formatBytes } from '../show/quantities.ts';
import { hexOf, textOf } from '../state/shown-bytes.ts';

/** The first bytes of a fragment, as text where they are text and else in hex. */
export function Bytes({ base64, whole }: { readonly base64: string; readonly whole: number | null }) {
  if (whole === null) return null;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const text = textOf(bytes, bytes.length < whole);
  return (
    <details>
      <summary>
        {bytes.length < whole
          ? `Its first ${formatBytes(bytes.length)} of ${formatBytes(whole)}`
          : `Its ${formatBytes(whole)}`}
        {text === null ? ', in hex' : ''}
      </summary>
      <pre class="code">{text === null ? hexOf(bytes) : block(text)}</pre>
    </details>
  );
}
