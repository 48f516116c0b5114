import type { CliIo } from '../cli-io.ts';

/** For whom words are looked for. Who presses Tab can do nothing else until they are there. */
export interface Asker {
  readonly io: CliIo;
  /** How long the disk may take for what is read. */
  readonly diskMs: number;
  /** How long a chief may take. */
  readonly chiefMs: number;
}
