import { composeSwarm } from '../../compose.ts';
import { readConfig } from '../../config.ts';
import type { Capacity, MissingImage, RuntimeNode } from '../../runtime/runtime.ts';
import { formatCounted } from '../../text/format-quantity.ts';
import { inertJson, inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { type Style, styleFor } from '../display/style.ts';
import type { ExitCode } from '../exit-code.ts';
import { UsageError } from '../usage-error.ts';

const colors = { ready: 'green', draining: 'yellow', down: 'red' } as const;

export interface NodesFlags {
  readonly json?: true;
  /** Ask each machine whether it can start the sandbox image. */
  readonly image?: true;
}

/**
 * Looks, prints and returns the exit code. Throws FailureError: `engine-unavailable` where there is no Swarm,
 * `image-missing` where it was asked for and no machine has it.
 */
export async function nodesCommand(flags: NodesFlags, io: CliIo): Promise<ExitCode> {
  const config = readConfig(io.env, io.cwd);
  if ('problem' in config) throw new UsageError(config.problem);
  const runtime = await composeSwarm(null, config, io.env);
  try {
    const capacity = await runtime.capacity(config.limits);
    const { layerBytes } = config.limits;
    const wanted = {
      libraries: null,
      layerBytes,
      // Where the image is not on this machine either, it is built, which takes a while.
      onProgress: (line: string) => io.stderr.write(`${inertLine(line)}\n`),
      signal: new AbortController().signal,
    };
    const missing = flags.image === true ? await runtime.machinesWithout(wanted) : null;
    const told = missing === null ? capacity : withImage(capacity, missing);
    if (flags.json === true) io.stdout.write(`${inertJson(JSON.stringify({ type: 'nodes', ...told }))}\n`);
    else io.stdout.write(nodesText(told, styleFor(io.stdout, io.env), missing));
    return told.slots > 0 ? 0 : 1;
  } finally {
    await runtime.close();
  }
}

interface ToldNode extends RuntimeNode {
  /** Whether it can start the sandbox image, where it was asked. */
  readonly hasImage?: boolean;
}

function withImage(capacity: Capacity, { machines }: MissingImage) {
  const lacking = new Set(machines.map(({ id }) => id));
  const nodes: readonly ToldNode[] = capacity.nodes.map((node) =>
    node.state === 'ready' ? { ...node, hasImage: !lacking.has(node.id) } : node,
  );
  const slots = nodes.reduce((sum, node) => sum + (node.hasImage === false ? 0 : node.slots), 0);
  return { slots, nodes };
}

/** One line for each machine, one for all, and what to do where some lack the image. */
export function nodesText(
  { slots, nodes }: { readonly slots: number; readonly nodes: readonly ToldNode[] },
  style: Style,
  missing: MissingImage | null = null,
): string {
  const width = Math.max(...nodes.map(({ name }) => inertLine(name).length));
  const lines = nodes.map(
    ({ name, state, slots: own, hasImage }) =>
      `${inertLine(name).padEnd(width)}  ${style(colors[state], state.padEnd(8))}  ${room(own)}${imageText(hasImage)}`,
  );
  const usable = nodes.filter(({ state, hasImage }) => state === 'ready' && hasImage !== false).length;
  const help = missing === null || missing.machines.length === 0 ? '' : `${missing.help}\n`;
  const all = `${room(slots)} on ${formatCounted(usable, 'machine')}`;
  return `${lines.join('\n')}\n${style('bold', all)}\n${help}`;
}

function imageText(hasImage: boolean | undefined): string {
  if (hasImage === undefined) return '';
  return hasImage ? ', has the image' : ', lacks the image';
}

function room(slots: number): string {
  return `room for ${formatCounted(slots, 'worker')}`;
}
