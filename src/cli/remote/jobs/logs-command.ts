import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { JobEvent } from '../../../model/job-event.ts';
import type { CliIo } from '../../cli-io.ts';
import { eventLine } from '../../display/event-line.ts';
import { writeJsonLine } from '../../display/json-lines.ts';
import { styleFor } from '../../display/style.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';
import { followJob } from '../client/follow-job.ts';
import { pickJob } from '../pick.ts';
import { type Remote, withChief } from '../with-chief.ts';

export interface LogsFlags {
  readonly follow?: true;
  readonly json?: true;
}

/** `butcher logs`: what was kept, or with `-f` the latest and what comes. */
export async function logsCommand(text: string, flags: LogsFlags, io: CliIo): Promise<void> {
  await withChief(io, async (remote) => {
    const job = await pickJob(remote.client, text);
    const ended = job.endedAtMs !== null;
    const lines = flags.follow === true && !ended ? comingLines(remote, job) : keptLines(remote, job);
    for await (const line of lines) print(line, flags, io);
    return 0;
  });
}

async function* comingLines({ client, clock, io }: Remote, { id }: RemoteJob): AsyncGenerator<JobEvent> {
  const onLost = () => void io.stderr.write('the chief does not answer; asking it again\n');
  for await (const event of followJob(client, id, { clock, onLost }))
    if (event.type === 'log' || event.type === 'warning') yield event;
}

async function* keptLines({ client }: Remote, { id }: RemoteJob): AsyncGenerator<JobEvent> {
  const response = await client.open('GET', `/jobs/${id}/logs`);
  const body = Readable.from((response.body ?? []) as AsyncIterable<Uint8Array>);
  const failed = new Promise<never>((_resolve, reject) => {
    body.once('error', (error) => reject(client.signal.aborted ? error : client.lost(error)));
  });
  failed.catch(() => {});
  const lines = createInterface({ input: body, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([lines.next(), failed]);
    if (next.done === true) return;
    const line = parsed(next.value);
    if (client.shapes.matches('event', line) && line.type === 'log') yield line;
  }
}

function print(event: JobEvent, flags: LogsFlags, io: CliIo): void {
  if (flags.json === true) writeJsonLine(io.stdout, event);
  else {
    const output = event.type === 'log' ? io.stdout : io.stderr;
    const line = eventLine(event, styleFor(output, io.env));
    if (line !== null) output.write(`${line}\n`);
  }
}

function parsed(line: string): unknown {
  try {
    return { ...(JSON.parse(line) as object), type: 'log' };
  } catch {
    return null;
  }
}
