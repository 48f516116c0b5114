import type { Command } from 'commander';
import type { CliIo } from './cli-io.ts';

/** `butcher guide`. */
export function registerGuide(program: Command, io: CliIo): void {
  program
    .command('guide')
    .description(
      'Prints the requirements of a package and an example, as Markdown: to read, or to paste into a chat\nassistant that is to write the package for you.',
    )
    .action(async () => {
      const { guideText } = await import('./guide/guide-text.ts');
      io.stdout.write(guideText());
    });
}
