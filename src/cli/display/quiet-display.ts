import type { JobEvent } from '../../model/job-event.ts';
import type { TextOutput } from '../cli-io.ts';
import { eventLine } from './event-line.ts';
import { hanging } from './hanging.ts';
import type { JobDisplay } from './job-display.ts';
import { plainStyle } from './style.ts';

/** Only what somebody must know: warnings and fragments that failed. */
export function quietDisplay(output: TextOutput): JobDisplay {
  return {
    show(event: JobEvent) {
      if (event.type !== 'warning' && event.type !== 'failure') return;
      const line = eventLine(event, plainStyle);
      if (line !== null) output.write(`${hanging(line, output)}\n`);
    },
    note: (line) => output.write(`${hanging(line, output)}\n`),
    close: () => {},
  };
}
