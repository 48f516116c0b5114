import { environmentVariables } from '../settings/environment.ts';
import { directSettings, type ListedSetting, listedGroups } from '../settings/listed-settings.ts';
import { settings } from '../settings/settings.ts';

const tableHead = '| Setting | Default | Takes | What it decides |\n|---|---|---|---|';

/** `docs/settings.md`: every setting and environment variable with its default and meaning, in Markdown. */
export function settingsPage(): string {
  const groups = listedGroups(settings).map(({ path, group, settings: inIt }) => {
    const listed = group.page === null && inIt.length > 0 ? `\n${settingsTable(inIt)}\n` : '';
    return `${'#'.repeat(path.split('.').length + 1)} ${path}\n\n${group.meaning}\n${listed}`;
  });
  const variables = Object.entries(environmentVariables).map(
    ([name, { meaning, default: byDefault }]) => `| \`${name}\` | ${byDefault ?? ''} | ${meaning} |`,
  );
  return `# Settings

Commands read one configuration file: the one that \`BUTCHER_CONFIG\` names, else \`butcher/config.json\` in the folder
\`XDG_CONFIG_HOME\`, else \`~/.config/butcher/config.json\`, which need not be there. It holds one JSON object:

\`\`\`json
{ "limits": { "memory": "1GiB" }, "serve": { "slots": 8, "policy": { "network": "strike" } } }
\`\`\`

What is left out has its default. A file with a key or value that cannot be used is refused with a sentence that names
it, by every command. Sizes are bytes or carry a unit (\`64KiB\`, \`16MB\`), times are seconds or carry one (\`90s\`, \`5m\`,
\`14d\`). A chief reads the file when it starts.

## For every command

${settingsTable(directSettings(settings))}

${groups.join('\n')}
## Environment variables

| Variable | Where it is not set | What it decides |
|---|---|---|
${variables.join('\n')}

This page is made from the table of settings by \`npm run docs\`.
`;
}

function settingsTable(listed: readonly ListedSetting[]): string {
  const rows = listed.map(
    ({ path, setting: { shownDefault, takes, meaning } }) =>
      `| \`${path}\` | ${shownDefault} | ${takes} | ${meaning} |`,
  );
  return [tableHead, ...rows].join('\n');
}
