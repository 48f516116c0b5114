import { composeRuntime } from '../../compose.ts';
import { readConfig } from '../../config.ts';
import type { Capacity } from '../../runtime/runtime.ts';
import { formatCounted } from '../../text/format-quantity.ts';
import { inertJson, inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { type Style, styleFor } from '../display/style.ts';
import type { ExitCode } from '../exit-code.ts';
import { UsageError } from '../usage-error.ts';

const colors = { ready: 'green', draining: 'yellow', down: 'red' } as const;

/** Looks, prints and returns the exit code. Throws FailureError `engine-unavailable` where there is no Swarm. */
export async function nodesCommand(flags: { readonly json?: true }, io: CliIo): Promise<ExitCode> {
  const config = readConfig(io.env, io.cwd);
  if ('problem' in config) throw new UsageError(config.problem);
  const runtime = await composeRuntime('swarm', null, config, io.env);
  try {
    const capacity = await runtime.capacity(config.limits);
    if (flags.json === true)
      io.stdout.write(`${inertJson(JSON.stringify({ type: 'nodes', ...capacity }))}\n`);
    else io.stdout.write(nodesText(capacity, styleFor(io.stdout, io.env)));
    return capacity.slots > 0 ? 0 : 1;
  } finally {
    await runtime.close();
  }
}

/** One line for each machine, and one for all. */
export function nodesText({ slots, nodes }: Capacity, style: Style): string {
  const width = Math.max(...nodes.map(({ name }) => inertLine(name).length));
  const lines = nodes.map(
    ({ name, state, slots: own }) =>
      `${inertLine(name).padEnd(width)}  ${style(colors[state], state.padEnd(8))}  ${room(own)}`,
  );
  const ready = nodes.filter(({ state }) => state === 'ready').length;
  return `${lines.join('\n')}\n${style('bold', `${room(slots)} on ${formatCounted(ready, 'machine')}`)}\n`;
}

function room(slots: number): string {
  return `room for ${formatCounted(slots, 'worker')}`;
}
