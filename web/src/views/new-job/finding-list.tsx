import type { Schemas } from '../../api/client.ts';
import { block, line } from '../../show/inert.ts';
import { counted } from '../../show/quantities.ts';
import { RuleExplained } from './rule-explained.tsx';

type Finding = Schemas['Finding'];

/** What a check came to, as the command line says it. */
export function findingsSentence({ errors, warnings, refused }: Schemas['CheckReport']): string {
  if (errors + warnings === 0) return 'Accepted: no findings.';
  const counts = [
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
  ];
  return `${refused ? 'Refused' : 'Accepted'}: ${counts.join(' and ')}.`;
}

/** What was found, each with its place and the change to make. */
export function FindingList({
  findings,
  onGo,
}: {
  readonly findings: readonly Finding[];
  /** Goes to the file; left out where there is none to show. */
  readonly onGo?: (file: string) => void;
}) {
  if (findings.length === 0) return null;
  return (
    <ul class="findings" aria-label="Findings">
      {findings.map(({ rule, severity, message, help, file, line: at, column }) => {
        const place = line(`${file}${at === null ? '' : `:${at}`}`);
        return (
          <li key={`${rule}${file}${at}${column}${message}`} class={severity}>
            <p>
              {onGo === undefined ? (
                <code>{place}</code>
              ) : (
                <button type="button" class="link" onClick={() => onGo(file)}>
                  {place}
                </button>
              )}{' '}
              <code title={severity}>{rule}</code> <strong>{block(message)}</strong>
            </p>
            <p class="dim">{block(help)}</p>
            {rule.startsWith('BUT') && <RuleExplained id={rule} />}
          </li>
        );
      })}
    </ul>
  );
}
