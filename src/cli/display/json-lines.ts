import { inertJson } from '../../text/inert-text.ts';
import type { TextOutput } from '../cli-io.ts';

/** Writes an event, or what a command has beside events, as one line of JSON. */
export function writeJsonLine(output: TextOutput, event: object): void {
  output.write(`${inertJson(JSON.stringify(event))}\n`);
}
