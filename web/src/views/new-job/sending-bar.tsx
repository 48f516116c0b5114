import type { Sent } from '../../api/send-in-parts.ts';
import { block } from '../../show/inert.ts';
import { formatBytes } from '../../show/quantities.ts';

/** How far the data are, and why nothing goes just now. */
export function SendingBar({ sent, onStop }: { readonly sent: Sent; readonly onStop: () => void }) {
  const { bytes, of, trouble } = sent;
  return (
    <div class="sending">
      <div class="gauge">
        <span class="gauge-label">Sending</span>
        <progress aria-label="Data sent" max={Math.max(1, of)} value={bytes} />
        <span class="gauge-text">
          {formatBytes(bytes)} of {formatBytes(of)}
        </span>
        <button type="button" onClick={onStop}>
          Stop sending
        </button>
      </div>
      <p role="status">
        {trouble !== null &&
          `${block(trouble.message)} ${formatBytes(bytes)} have arrived; it goes on from there by itself${soon(trouble.waitSeconds)}.`}
      </p>
    </div>
  );
}

function soon(seconds: number | null): string {
  return seconds === null ? '' : ` in ${seconds} s`;
}
