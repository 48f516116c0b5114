import type { SuiteRow } from './suite.ts';

/** One pass through all cases. */
export interface Round {
  readonly engine: 'own' | 'swarm';
  readonly ociRuntime: string;
  readonly lanes: number;
  readonly rows: readonly SuiteRow[];
  readonly honest: number;
  /** Containers that were looked at. */
  readonly containers: number;
  /** Highest memory use of the chief so far. */
  readonly peakMiB: number;
  /** Cases with another verdict or too slow, and whatever was left or disturbed. */
  readonly wrong: number;
}

const head = `# Hostile packages and what becomes of them

Written by \`npm run hostile\`. Each package of \`test/hostile/cases/\` runs without the static checks, so that the controls
at run time stand alone, beside an honest job whose results must not change. A case may take its own time limit and 5 s
more, under gVisor 10 s. Every container is held against the list of measures by the engine's own account of it. Leftovers
are containers, processes of the jobs' users, folders and open descriptors.
`;

/** From here on the page is about workers on other machines. */
const swarmHeading = '## On a Docker Swarm';

const swarmHead = `${swarmHeading}

Written by \`npm run hostile -- --engine swarm\`. The same packages with their workers on a Swarm of three machines, which are
network namespaces that share the processors of one: the splitter and the merger are on the first, next to the chief.
A case may take 15 s more than its own time limit. Only tasks of the first machine are held against the list of measures.
`;

/** docs/hostile.md with what these rounds have shown; what is there of other engines stays. */
export function hostilePage(there: string, rounds: readonly Round[]): string {
  const [local = '', swarm = ''] = there.split(`${swarmHeading}\n`);
  if (rounds.some(({ engine }) => engine === 'swarm'))
    return `${local.trimEnd()}\n\n${section(swarmHead, rounds)}`;
  const kept = swarm === '' ? '' : `\n${swarmHeading}\n${swarm}`;
  return `${section(head, rounds)}${kept}`;
}

/** A summary of the rounds, then what became of each case. */
function section(about: string, rounds: readonly Round[]): string {
  const summary = rounds.map(
    ({ ociRuntime, lanes, rows, honest, containers, peakMiB, wrong }) =>
      `| ${ociRuntime} | ${lanes} | ${rows.length} | ${wrong} | ${honest} | ${containers} | ${peakMiB} MiB |`,
  );
  const columns = [...new Set(rounds.map(columnOf))];
  const names = [...new Set(rounds.flatMap(({ rows }) => rows.map(({ name }) => name)))].sort();
  const cells = names.map((name) => [name, ...columns.map((column) => cellOf(rounds, column, name))]);
  return [
    about,
    '| OCI runtime | At a time | Cases | Not as due, or left | Honest jobs, all byte-identical | Containers | Chief’s memory |',
    '|---|---|---|---|---|---|---|',
    ...summary,
    '',
    'Verdict and longest time of each case, by runtime and cases at a time:',
    '',
    `| Case | ${columns.join(' | ')} |`,
    `|---|${columns.map(() => '---|').join('')}`,
    ...cells.map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n');
}

function columnOf({ ociRuntime, lanes }: Round): string {
  return `${ociRuntime}, ${lanes}`;
}

function cellOf(rounds: readonly Round[], column: string, name: string): string {
  const rows = rounds
    .filter((round) => columnOf(round) === column)
    .flatMap((round) => round.rows.filter((row) => row.name === name));
  const verdicts = [...new Set(rows.map(({ verdict }) => `\`${verdict}\``))].join(' or ');
  const longest = Math.max(...rows.map(({ seconds }) => seconds));
  return `${verdicts} ${longest.toFixed(1)} s`;
}
