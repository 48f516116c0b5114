import type { Command } from 'commander';
import type { CliIo } from '../cli-io.ts';
import type { VerifyFlags } from './verify-command.ts';

const notes = `
FILE is what \`butcher run --provenance FILE\` or \`butcher results --provenance FILE\` wrote.
RESULTS are the results as a tar, a tar.gz or the folder that they were unpacked to. What is
compared are their bytes and names, not times or owners.

Without --key the signature has to be that of this home. The key of another chief is best had from
its operator: \`butcher key\` prints it there, and \`butcher key --chief\` asks the chief itself.

Examples:
  butcher run wordcount --data corpus.txt --provenance wordcount.intoto.jsonl
  butcher verify wordcount.intoto.jsonl wordcount.tar --data corpus.txt --package wordcount
  butcher verify theirs.intoto.jsonl theirs.tar --key lab.pem

Exit codes: 0 all of it is what was signed, 1 it is not (the one sentence says what), 2 wrong usage.
What a statement holds, and what it proves, is in docs/provenance.md.`;

/** `butcher verify FILE RESULTS`. */
export function registerVerify(program: Command, io: CliIo): void {
  program
    .command('verify')
    .description('Checks a signed provenance, and that results, data and package are those that it tells of.')
    .argument('<FILE>', 'the provenance')
    .argument('<RESULTS>', 'the results: a tar, a tar.gz or a folder')
    .option('--data <FILE|DIR>', 'compare the data, too')
    .option('--package <PATH>', 'compare the package, too')
    .option('--fragment-digests <FILE>', 'compare the file with the digests of fragments, too')
    .option('--key <FILE>', 'public key of the chief that signed (default: that of this home)')
    .option('--json', 'print one JSON object, with the statement where it holds')
    .addHelpText('after', notes)
    .action(async (file: string, results: string, flags: VerifyFlags) => {
      const { verifyCommand } = await import('./verify-command.ts');
      io.setExitCode(await verifyCommand(file, results, flags, io));
    });
}

/** `butcher key`. */
export function registerKey(program: Command, io: CliIo): void {
  program
    .command('key')
    .description(
      'Prints the public key that verifies what this home has signed, and makes the key where there is none.',
    )
    .option('--chief', 'ask the chief that BUTCHER_CHIEF names, or that serves this home, for its key')
    .addHelpText(
      'after',
      '\nGive it to whoever verifies: `butcher verify FILE RESULTS --key KEY.pem`. The secret half stays here.',
    )
    .action(async (flags: { readonly chief?: true }) => {
      const { keyCommand } = await import('./key-command.ts');
      await keyCommand(flags, io);
    });
}
