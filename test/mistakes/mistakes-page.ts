import type { Failure } from '../../src/model/failures.ts';
import type { Mistake } from './mistakes.ts';

/** `docs/mistakes.md`: what authors get wrong, and what they were told when it was run. */
export function mistakesPage(told: ReadonlyMap<Mistake, Failure>): string {
  const rows = [...told].map(([{ what, file, source }, { code, line, message, help }]) => {
    const place = line === null ? file : `${file}:${line}`;
    const written = line === null ? '' : `: \`${source.split('\n')[line - 1]?.trim() ?? ''}\``;
    return [what, `${place}${written}`, `\`${code}\` ${cell(message)}`, cell(help)].map(asCell).join(' | ');
  });
  return `# Mistakes

What authors get wrong, beyond what the [static checks](rules.md) see, and what \`butcher run\` then prints: the place, the
failure and what to do. Paths of the machine are shown as \`…\`. This page is written by \`npm run mistakes\`, which runs
every one of them.

| Mistake | Where | What is printed | What to do |
|---|---|---|---|
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}

function cell(text: string): string {
  return text.split('\n')[0]!;
}

function asCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
