import type { JobEvent, PreparingStage } from '../../model/job-event.ts';
import { formatCount } from '../../text/format-quantity.ts';
import { inertBlock, inertLine, inertText } from '../../text/inert-text.ts';
import { failurePlace } from './failure-text.ts';
import type { Style } from './style.ts';

const stageLines: Readonly<Record<PreparingStage, string>> = {
  checking: 'checking the package',
  dependencies: 'installing what requirements.txt asks for',
  image: 'looking for the sandbox image',
  containers: 'starting the sandboxes',
};

/** What a job does at the moment, for people; null for a state in which it does nothing. */
export function stateLine(event: JobEvent & { readonly type: 'state' }): string | null {
  switch (event.state) {
    case 'preparing':
      return event.stage === undefined ? 'preparing' : stageLines[event.stage];
    case 'running':
      return 'running';
    case 'packing':
      return 'packing the results';
    default:
      return null;
  }
}

/**
 * An event as text for people, made inert; null for those that are shown otherwise (states, progress, the failure
 * and the findings that end a job) or not at all.
 */
export function eventLine(event: JobEvent, style: Style): string | null {
  switch (event.type) {
    case 'log':
      return logLines(event, style);
    case 'retry':
      return `${style('yellow', 'retry')}  ${someFragments(event.fragments)}try ${event.attempt}: ${inertLine(event.reason)}`;
    case 'warning':
      return `${style('yellow', 'warning')}  ${inertBlock(event.message)}`;
    case 'failure': {
      const { fragment, code, message } = event.failure;
      if (fragment === null) return null;
      const place = failurePlace(event.failure);
      return `${style('red', 'failed')}  fragment ${formatCount(fragment)}: ${code}: ${inertLine(message)}${place === null ? '' : ` (${place})`}`;
    }
    case 'finding': {
      const { rule, severity, message, file, line } = event.finding;
      if (severity === 'error') return null;
      const place = line === null ? file : `${file}:${line}`;
      return `${style('yellow', 'warning')}  ${rule} ${inertLine(place)}: ${inertLine(message)}`;
    }
    default:
      return null;
  }
}

function logLines(
  { role, worker, fragment, stream, text }: JobEvent & { readonly type: 'log' },
  style: Style,
): string {
  const container = worker === null ? role : `${role} ${worker}`;
  // An older chief says nothing of fragments.
  const about = fragment == null ? '' : `, fragment ${formatCount(fragment)}`;
  const where = stream === undefined ? '' : `, ${stream}`;
  const source = role === null ? 'set-up' : `${container}${about}${where}`;
  return inertText(text.replace(/\r?\n$/, ''))
    .split('\n')
    .map((line) => `${style('dim', `[${source}]`)} ${line}`)
    .join('\n');
}

/** `fragment 17, `, `fragments 3, 4 and 9, `, `fragments 3, 4, 9 and 120 more, `; nothing of none. */
function someFragments(numbers: readonly number[]): string {
  if (numbers.length === 0) return '';
  if (numbers.length === 1) return `fragment ${formatCount(numbers[0]!)}, `;
  const named = numbers.length <= 4 ? numbers.slice(0, -1) : numbers.slice(0, 3);
  const rest = numbers.length - named.length;
  const end = rest === 1 ? formatCount(numbers.at(-1)!) : `${formatCount(rest)} more`;
  return `fragments ${named.map(formatCount).join(', ')} and ${end}, `;
}
