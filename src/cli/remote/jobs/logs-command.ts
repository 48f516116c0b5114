import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { JobEvent } from '../../../model/job-event.ts';
import type { CliIo } from '../../cli-io.ts';
import { eventLine } from '../../display/event-line.ts';
import { hanging } from '../../display/hanging.ts';
import { writeJsonLine } from '../../display/json-lines.ts';
import { styleFor } from '../../display/style.ts';
import { UsageError } from '../../usage-error.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';
import { followJob } from '../client/follow-job.ts';
import { pickJob } from '../pick.ts';
import { type Remote, withChief } from '../with-chief.ts';

export interface LogsFlags {
  readonly follow?: true;
  readonly json?: true;
  readonly tail?: number;
  readonly fragment?: number;
  readonly worker?: number;
  readonly role?: string;
  readonly stream?: string;
  readonly text?: string;
}

const mostTail = 1000;

/** `butcher logs`: what was kept, or with `-f` the latest and what comes. */
export async function logsCommand(text: string, flags: LogsFlags, io: CliIo): Promise<void> {
  const { tail, fragment, worker, role, stream, text: wanted } = flags;
  const asked = Object.entries({ tail, fragment, worker, role, stream, text: wanted }).filter(
    ([, value]) => value !== undefined,
  );
  if (flags.follow === true && asked.length > 0)
    throw new UsageError(`--${asked[0]![0]} has no meaning with --follow, which tells of all that comes.`);
  if (tail !== undefined && tail > mostTail) throw new UsageError(`--tail takes at most ${mostTail} lines.`);
  const query = Object.fromEntries(asked.map(([name, value]) => [name, String(value)]));
  await withChief(io, async (remote) => {
    const job = await pickJob(remote.client, text);
    const ended = job.endedAtMs !== null;
    const lines = flags.follow === true && !ended ? comingLines(remote, job) : keptLines(remote, job, query);
    for await (const line of lines) print(line, flags, io);
    return 0;
  });
}

async function* comingLines({ client, clock, io }: Remote, { id }: RemoteJob): AsyncGenerator<JobEvent> {
  const onLost = () => void io.stderr.write('the chief does not answer; asking it again\n');
  for await (const event of followJob(client, id, { clock, onLost }))
    if (event.type === 'log' || event.type === 'warning') yield event;
}

async function* keptLines(
  { client }: Remote,
  { id }: RemoteJob,
  query: Readonly<Record<string, string>>,
): AsyncGenerator<JobEvent> {
  const response = await client.open('GET', `/jobs/${id}/logs`, { query });
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
    if (line !== null) output.write(`${hanging(line, output)}\n`);
  }
}

function parsed(line: string): unknown {
  try {
    return { ...(JSON.parse(line) as object), type: 'log' };
  } catch {
    return null;
  }
}
