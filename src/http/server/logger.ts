import { fstatSync } from 'node:fs';
import { type DestinationStream, type Logger, pino } from 'pino';

const secrets = ['authorization', 'cookie', 'token'];

/** Levels of pino as syslog and journald number them. */
const priorities: readonly (readonly [least: number, priority: number])[] = [
  [60, 2],
  [50, 3],
  [40, 4],
  [30, 6],
  [0, 7],
];

/** Writes one line of JSON for each event. What could be a secret is left out wherever it is logged. */
export function createLogger(level: string, destination: DestinationStream): Logger {
  const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);
  return pino({ level, redact: { paths, censor: '[secret]' } }, destination);
}

/** The same lines, each with its priority before it, as journald reads it from what a service writes. */
export function withPriorities(destination: DestinationStream): DestinationStream {
  return {
    write(line: string) {
      const level = Number(/^\{"level":(\d{1,3})/.exec(line)?.[1] ?? 30);
      const priority = priorities.find(([least]) => level >= least)?.[1] ?? 7;
      destination.write(`<${priority}>${line}`);
    },
  };
}

/** Whether what is written to that file goes to journald, which says so in JOURNAL_STREAM. */
export function isJournal(descriptor: number, journalStream: string | undefined): boolean {
  const match = /^(\d{1,20}):(\d{1,20})$/.exec(journalStream ?? '');
  if (match === null) return false;
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  return `${dev}` === match[1] && `${ino}` === match[2];
}
