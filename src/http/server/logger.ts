import { type DestinationStream, type Logger, pino } from 'pino';

const secrets = ['authorization', 'cookie', 'token'];

/** Writes one line of JSON for each event. What could be a secret is left out wherever it is logged. */
export function createLogger(level: string, destination: DestinationStream): Logger {
  const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);
  return pino({ level, redact: { paths, censor: '[secret]' } }, destination);
}
