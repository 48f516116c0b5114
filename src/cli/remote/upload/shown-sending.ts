import { formatBytes } from '../../../text/format-quantity.ts';
import { LiveRegion } from '../../display/live-region.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import type { Remote } from '../with-chief.ts';
import type { Sending } from './send-in-parts.ts';

/** Calls `send` with a display of how far it is: a line on a terminal, and a word wherever a connection broke off. */
export async function shownSending<Sent>(
  { clock, io }: Pick<Remote, 'clock' | 'io'>,
  what: string,
  flags: Pick<DisplayFlags, 'json' | 'quiet'>,
  send: (sending: Sending) => Promise<Sent>,
): Promise<Sent> {
  const isQuiet = flags.json === true || flags.quiet === true;
  let line = `sending ${what}`;
  const region =
    io.stderr.isTTY === true && io.env.TERM !== 'dumb' && !isQuiet
      ? new LiveRegion(io.stderr, clock, () => [line])
      : null;
  const note = (text: string) => {
    if (region !== null) region.print(text);
    else if (!isQuiet) io.stderr.write(`${text}\n`);
  };
  try {
    return await send({
      clock,
      onProgress: (bytes, ofBytes) => {
        line = `sending ${what}: ${formatBytes(bytes)} of ${formatBytes(ofBytes)}`;
        region?.refresh();
      },
      onResumed: (bytes) =>
        note(`going on with ${what} at ${formatBytes(bytes)}, where an earlier command ended`),
      onLost: () => note(`sending ${what} broke off; going on with it`),
    });
  } finally {
    region?.close();
  }
}
