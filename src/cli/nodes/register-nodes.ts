import type { Command } from 'commander';
import type { CliIo } from '../cli-io.ts';
import type { NodesFlags } from './nodes-command.ts';

const notes = `
Lists the machines of the Docker Swarm that this machine's engine manages, and how many workers with
the usual limits each has room for. Where --limit memory and --limit cpus of a run say otherwise, so
does the room. With --image each machine that is ready is asked whether it can start the image of the
sandbox, which takes a second or two; without, a run finds out.

Examples:
  butcher nodes
  butcher nodes --image
  butcher nodes --json

Exit codes: 0 there is room for a worker, 1 there is none, 2 wrong usage, 4 no Swarm, or no machine has
the image.`;

/** `butcher nodes`. */
export function registerNodes(program: Command, io: CliIo): void {
  program
    .command('nodes')
    .description('Shows the machines on which `--engine swarm` runs workers.')
    .option('--image', 'ask each machine whether it can start the image of the sandbox')
    .option('--json', 'print one JSON object')
    .addHelpText('after', notes)
    .action(async (flags: NodesFlags) => {
      const { nodesCommand } = await import('./nodes-command.ts');
      io.setExitCode(await nodesCommand(flags, io));
    });
}
