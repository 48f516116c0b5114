import type { Failure } from '../../src/model/failures.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { CheckedMistake } from './checked-mistakes.ts';
import type { Mistake } from './mistakes.ts';

/** `docs/mistakes.md`: what authors get wrong, and what they were told when it was run. */
export function mistakesPage(
  found: ReadonlyMap<CheckedMistake, Finding>,
  told: ReadonlyMap<Mistake, Failure>,
): string {
  const rows = [...told].map(([{ what, file, source }, { code, line, message, help }]) => {
    const place = line === null ? file : `${file}:${line}`;
    const written = line === null ? '' : `: \`${source.split('\n')[line - 1]?.trim() ?? ''}\``;
    return [what, `${place}${written}`, `\`${code}\` ${cell(message)}`, cell(help)].map(asCell).join(' | ');
  });
  const checked = [...found].map(([mistake, finding]) => checkedRow(mistake, finding));
  return `# Mistakes

What authors get wrong, and what they are told: the place, what is wrong and what to do. This page is written by
\`npm run mistakes\`, which checks and runs every one of them; it is not for reading through, but to look up what was
printed.

## Seen before anything runs

What \`butcher validate\` says, and \`butcher run\` before it begins. [The rules](rules.md) have more.

| Mistake | Where | What is printed | What to do |
|---|---|---|---|
${checked.join('\n')}

## Seen when it runs

What only shows when the package runs, and \`butcher run\` then prints. Paths of the machine are shown as \`…\`. Libraries
that cannot be installed, such as where no index can be reached, end a job before it runs, as
[\`dependency-install\`](failures.md#dependency-install); see [libraries](libraries.md).

| Mistake | Where | What is printed | What to do |
|---|---|---|---|
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}

/** The row of a mistake that the checks see. */
export function checkedRow({ what, files }: CheckedMistake, finding: Finding): string {
  const { file, line, rule, severity, message, help } = finding;
  const source = line === null ? '' : (files[file!]?.split('\n')[line - 1]?.trim() ?? '');
  const place = line === null ? file! : `${file}:${line}: \`${source}\``;
  const cells = [what, place, `${severity} \`${rule}\` ${cell(message)}`, cell(help)];
  return `| ${cells.map(asCell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.split('\n')[0]!;
}

function asCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
