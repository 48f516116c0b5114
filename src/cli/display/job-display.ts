import type { JobEvent } from '../../model/job-event.ts';

/** Shows a job while it runs; how it ended is shown by the command. */
export interface JobDisplay {
  show(event: JobEvent): void;
  /** A line that the command itself has to say, in between. */
  note(line: string): void;
  /** Leaves nothing on the screen that is not a plain line, and shows no more. */
  close(): void;
}
