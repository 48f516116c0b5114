import type { JobEvent } from '../../model/job-event.ts';
import { inertJson } from '../../text/inert-text.ts';
import type { TextOutput } from '../cli-io.ts';

/** Writes an event as one line of JSON. */
export function writeJsonLine(output: TextOutput, event: JobEvent): void {
  output.write(`${inertJson(JSON.stringify(event))}\n`);
}
