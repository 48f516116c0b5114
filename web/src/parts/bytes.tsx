import { block } from '../show/inert.ts';
import { formatBytes } from '../show/quantities.ts';
import { hexOf, textOf } from '../state/shown-bytes.ts';

/** The first bytes of a fragment or result, as text where they are text and else in hex. */
export function Bytes({
  base64,
  whole,
  open = false,
  of = null,
}: {
  readonly base64: string;
  readonly whole: number | null;
  readonly open?: boolean;
  /** What they are of; left out: it is plain where they stand. */
  readonly of?: string | null;
}) {
  if (whole === null) return null;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const text = textOf(bytes, bytes.length < whole);
  return (
    <details open={open}>
      <summary>
        {of === null ? 'Its ' : `${of}: `}
        {bytes.length < whole
          ? `${of === null ? '' : 'the '}first ${formatBytes(bytes.length)} of ${formatBytes(whole)}`
          : formatBytes(whole)}
        {text === null ? ', in hex' : ''}
      </summary>
      <pre class="code">{text === null ? hexOf(bytes) : block(text)}</pre>
    </details>
  );
}
