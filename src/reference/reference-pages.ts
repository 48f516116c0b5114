import { type FailureCode, type FailureKind, failureCatalogue } from '../model/failures.ts';
import { limitCatalogue } from '../model/limits.ts';
import { exactQuantity } from '../text/exact-quantity.ts';

/** `docs/failures.md`: every failure code with its meaning and remedy, in Markdown. */
export function failuresPage(): string {
  const sections = (Object.entries(failureCatalogue) as [FailureCode, FailureKind][]).map(
    ([code, { meaning, help, exitCode, httpStatus, strike }]) =>
      `## ${code}\n\n${meaning}\n\n${help}\n\nExit code ${exitCode}, HTTP status ${httpStatus}${strike ? ', counts as a strike' : ''}.\n`,
  );
  return `# Failure codes

When a job does not end well, its report names one of these codes, the stage, the fragment, and where a limit was met,
the limit and the value that was observed. Codes never change meaning. \`butcher run\` exits with 0 when the job is done, 2
for wrong usage, and otherwise as said below. This page is made from the catalogue by \`npm run docs\`.

${sections.join('\n')}`;
}

/** `docs/limits.md`: every limit with its default and meaning, in Markdown. */
export function limitsPage(): string {
  const rows = Object.entries(limitCatalogue).map(
    ([name, limit]) => `| \`${name}\` | ${exactQuantity(limit.unit, limit.default)} | ${limit.meaning} |`,
  );
  return `# Limits

Every limit is enforced in the sandbox, where that gives the better message, and always again by the chief. A value
at the limit is fine, one beyond it ends the job with a [failure](failures.md) that names the limit and what was
observed.

Set one with \`--limit NAME=VALUE\`, as often as needed, for \`butcher run\` and \`butcher validate\`. Under \`limits\` in
\`butcher.json\` a package can only tighten what it is given. Under \`limits\` in the [configuration file](settings.md) they are
the defaults of that machine. Sizes are bytes or carry a unit (\`64KiB\`, \`16MB\`), times are seconds or carry one (\`90s\`,
\`5m\`, \`24h\`).

| Limit | Default | What it bounds |
|---|---|---|
${rows.join('\n')}

This page is made from the table of limits by \`npm run docs\`.
`;
}
