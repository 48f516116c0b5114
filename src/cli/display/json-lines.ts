import { inertJson } from '../../inert-text.ts';
import type { JobEvent } from '../../jobs/job-event.ts';
import type { TextOutput } from '../cli-io.ts';

/** Writes an event as one line of JSON. */
export function writeJsonLine(output: TextOutput, event: JobEvent): void {
  output.write(`${inertJson(JSON.stringify(event))}\n`);
}
