import { type Command, Option } from 'commander';
import type { CliIo } from './cli-io.ts';
import { type TemplateName, templateNames } from './init/template-names.ts';

const notes = `
Templates:
  lines    text, cut at line ends: counts words
  csv      a table with a header: averages of its columns
  folder   a folder of many files: size, lines and checksum of each
  gz-lines compressed logs, one file or a folder: lines by day
  bytes    any file, cut into pieces of a size: how often each byte occurs
  numpy    numbers as a NumPy array: mean and spread
  ranges   no data, only numbers to try: counts primes
  sweep    no data, a model at every point of a sweep: parameters, a table and an SVG plot
  two-pass two packages that a script runs in turn: a histogram from the lowest number to the highest

Exit codes: 0 made, 2 wrong usage.`;

/** `butcher init DIR`. */
export function registerInit(program: Command, io: CliIo): void {
  program
    .command('init')
    .description('Makes a package that can be run as it is and changed to what you need.')
    .argument('<DIR>', 'the folder to make; it must not exist, or be empty')
    .addOption(new Option('--template <NAME>', 'what it begins as').choices(templateNames).default('lines'))
    .addHelpText('after', notes)
    .action(async (folder: string, flags: { readonly template: TemplateName }) => {
      const { initCommand } = await import('./init/init-command.ts');
      await initCommand(folder, flags.template, io);
    });
}
