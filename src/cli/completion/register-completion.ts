import { Argument, type Command } from 'commander';
import type { CliIo } from '../cli-io.ts';
import { type Shell, shells } from './completion-call.ts';

const notes = `
Put one of these where your shell starts:
  bash   source <(butcher completion bash)      in ~/.bashrc
  zsh    source <(butcher completion zsh)       in ~/.zshrc, after compinit
  fish   butcher completion fish | source       in ~/.config/fish/config.fish

The script asks the butcher on the PATH at every Tab, so it need not be made anew for a newer one,
and may as well be kept in a file. Completed are commands, options, their values, limits, parameters
of the package given, files, jobs of this machine, and jobs of a chief that answers at once.

Exit codes: 0 printed, 2 wrong usage.`;

/** `butcher completion SHELL`. */
export function registerCompletion(program: Command, io: CliIo): void {
  program
    .command('completion')
    .description('Prints a script that makes a shell complete command lines of butcher.')
    .addArgument(new Argument('<SHELL>', 'the shell').choices(shells))
    .addHelpText('after', notes)
    .action(async (shell: Shell) => {
      const { shellScripts } = await import('./shell-scripts.ts');
      io.stdout.write(shellScripts[shell]);
    });
}
