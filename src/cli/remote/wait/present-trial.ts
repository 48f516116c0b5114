import { estimateText } from '../../../jobs/sample/estimate.ts';
import type { Failure } from '../../../model/failures.ts';
import { inertLine } from '../../../text/inert-text.ts';
import { writeJsonLine } from '../../display/json-lines.ts';
import { styleFor } from '../../display/style.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import { fragmentLines } from '../../test/trial.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';
import type { Remote } from '../with-chief.ts';

/** Tells what a chief's test of the first fragments came to, as `butcher test` does. */
export async function presentTrial(
  { id }: RemoteJob,
  { client, io }: Remote,
  flags: DisplayFlags,
): Promise<void> {
  if (flags.quiet === true && flags.json !== true) return;
  const { trial } = await client.ask('trial', 'GET', `/jobs/${id}/trial`);
  const { fragments, split, dataBytes, estimate } = trial;
  if (flags.json === true) {
    for (const fragment of fragments) writeJsonLine(io.stdout, { type: 'fragment', ...fragment });
    if (estimate !== null) writeJsonLine(io.stdout, { type: 'estimate', ...estimate });
    return;
  }
  const style = styleFor(io.stdout, io.env);
  const lines = fragments.flatMap(({ fragment, result, failure, ...seen }) => {
    const made = result === null ? null : { ...result, ...headOf(result) };
    const [first, became] = fragmentLines({ fragment, ...headOf(seen), result: made }, style);
    return [first, failure === null ? became : `  ${failureLine(failure)}`];
  });
  if (estimate !== null && split !== null) lines.push(estimateText(estimate, split, dataBytes));
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

function failureLine({ code, file, line, message }: Failure): string {
  const place = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  return inertLine(`${code}  ${place}${message}`);
}

function headOf({ bytes, begins }: { readonly bytes: number; readonly begins: string }) {
  return { bytes, head: Buffer.from(begins, 'base64') };
}
