import { type Command, Option } from 'commander';
import type { CliIo } from './cli-io.ts';
import { limitOption } from './limit-option.ts';
import { engineOption } from './run/runtime-options.ts';
import { reportFormats, type ValidateFlags } from './validate/validate-flags.ts';

const notes = `
PATH is a package: a folder or a .tar, .tar.gz, .tgz or .zip with Split.py, Processor.py and Merge.py.
Nothing of it is run. Errors refuse the package; warnings point at what is likely wrong.

Examples:
  butcher validate wordcount
  butcher validate wordcount --strict --format sarif > butcher.sarif

Exit codes: 0 accepted, 2 wrong usage, 3 refused.
The rules are described in docs/rules.md.`;

/** `butcher validate PATH`. */
export function registerValidate(program: Command, io: CliIo): void {
  program
    .command('validate')
    .description('Checks a package against the rules and says what to change, without running any of it.')
    .argument('<PATH>', 'the package: a folder or an archive')
    .addOption(
      new Option('--format <FORMAT>', 'how the findings are printed')
        .choices(reportFormats)
        .default('pretty'),
    )
    .option('--strict', 'refuse what is only suspicious, too: network, processes, native and dynamic code')
    .addOption(
      engineOption('swarm: for a run whose workers are on other machines than the data, as with butcher run'),
    )
    .addOption(limitOption())
    .addHelpText('after', notes)
    .action(async (path: string, flags: ValidateFlags) => {
      const { validateCommand } = await import('./validate/validate-command.ts');
      io.setExitCode(await validateCommand(path, flags, io));
    });
}
