import type { Command } from 'commander';
import type { CliIo } from '../cli-io.ts';

const notes = `
Lists the machines of the Docker Swarm that this machine's engine manages, and how many workers with
the usual limits each has room for. Where --limit memory and --limit cpus of a run say otherwise, so
does the room.

Examples:
  butcher nodes
  butcher nodes --json

Exit codes: 0 there is room for a worker, 1 there is none, 2 wrong usage, 4 no Swarm.`;

/** `butcher nodes`. */
export function registerNodes(program: Command, io: CliIo): void {
  program
    .command('nodes')
    .description('Shows the machines on which `--engine swarm` runs workers.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', notes)
    .action(async (flags: { readonly json?: true }) => {
      const { nodesCommand } = await import('./nodes-command.ts');
      io.setExitCode(await nodesCommand(flags, io));
    });
}
