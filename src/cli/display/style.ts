import { styleText } from 'node:util';
import { type CliIo, type TextOutput, wantsColor } from '../cli-io.ts';

type Format = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** Colours text, or leaves it as it is. */
export type Style = (format: Format, text: string) => string;

export const plainStyle: Style = (_format, text) => text;

/** `styleText` would look at the process's own output and environment. */
const colours: Style = (format, text) => styleText(format, text, { validateStream: false });

/** Colour where that output wants it. */
export function styleFor(output: TextOutput, env: CliIo['env']): Style {
  return wantsColor(output, env) ? colours : plainStyle;
}
