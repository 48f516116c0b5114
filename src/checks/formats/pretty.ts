import { type CheckReport, type Finding, mostFindings } from '../../model/finding.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { decodeSource } from '../../package/decode-source.ts';
import { codeFrame } from '../../text/code-frame.ts';
import { inertLine, inertText } from '../../text/inert-text.ts';

/** Colours text; the names are those of `util.styleText`. */
export type Paint = (format: 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan', text: string) => string;

/**
 * Findings for people: place, rule and message, the lines around it, the change to make. Of too many only the first are
 * shown; `count` is how many there are, where that is more than are given.
 */
export function prettyFindings(
  findings: readonly Finding[],
  source: PackageSource | null,
  paint: Paint,
  columns?: number,
  count = findings.length,
): string {
  const texts = new Map<string, string>();
  const textOf = (file: string) => {
    let text = texts.get(file);
    if (text === undefined) {
      text = readable(source?.files.get(file)?.bytes);
      texts.set(file, text);
    }
    return text;
  };
  const shown = findings.slice(0, mostFindings).map((finding) => {
    const { file, line, column, rule, severity, message, help } = finding;
    const place = inertLine(line === null ? file : `${file}:${line}:${column}`);
    const colour = severity === 'error' ? 'red' : 'yellow';
    const frame = line === null ? [] : codeFrame(textOf(file), { ...finding, line }, columns);
    return [
      `${paint('bold', place)}: ${paint(colour, `${severity} ${rule}`)}: ${inertText(message)}`,
      ...frame.map((each) =>
        each.includes('^') && !each.startsWith('>') ? paint(colour, each) : paint('dim', each),
      ),
      `  ${paint('cyan', 'help')}: ${inertText(help)}`,
      '',
    ];
  });
  const left = count - shown.length;
  if (left > 0) shown.push([`… and ${left} more findings.`, '']);
  return shown.flat().join('\n') + (shown.length > 0 ? '\n' : '');
}

/** One line that says what the findings come to. */
export function prettySummary({ errors, warnings, refused }: CheckReport, paint: Paint): string {
  const counts = [counted(errors, 'error'), counted(warnings, 'warning')].filter((each) => each !== '');
  if (refused) return paint('red', `Refused: ${counts.join(' and ')}.`);
  if (counts.length === 0) return paint('green', 'Accepted: no findings.');
  return `${paint('green', 'Accepted')}, with ${counts.join(' and ')}.`;
}

function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A file's text as Python reads it; what cannot be read that way, as far as it goes. */
function readable(bytes: Buffer | undefined): string {
  if (bytes === undefined) return '';
  const decoded = decodeSource(bytes);
  return 'text' in decoded ? decoded.text : bytes.toString();
}
