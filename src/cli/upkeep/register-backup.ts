import type { Command } from 'commander';
import type { CliIo } from '../cli-io.ts';

const backupNotes = `
It holds accounts, the hashes of tokens, packages, datasets, the audit trail, and all jobs: of those
that have ended what they keep, too; the others begin anew after a restore. The chief may go on
working meanwhile. Nobody but its user can read the file. It ends with digests, by which a restore sees
whether it is what was written.

Exit codes: 0 done, 1 failed, 2 wrong usage.`;

const restoreNotes = `
The home has to be one that no chief has used. A restore that breaks off can be begun again, with
any backup; no chief serves the home before, and no other command uses it. One that fails, as of
a backup that is damaged, leaves the home as empty as it was. The next start makes a new admin
token.

Exit codes: 0 done, 1 failed, 2 wrong usage, or a file that is no backup.`;

/** `butcher backup`. */
export function registerBackup(program: Command, io: CliIo): void {
  program
    .command('backup')
    .description('Writes all that the chief of this home has to a file, also while it serves.')
    .argument('<FILE.tar>', 'file to write; must not be there')
    .addHelpText('after', backupNotes)
    .action(async (file: string) => (await import('./backup-command.ts')).backupCommand(file, io));
}

/** `butcher restore`. */
export function registerRestore(program: Command, io: CliIo): void {
  program
    .command('restore')
    .description('Makes the home of a chief (BUTCHER_HOME) from a backup.')
    .argument('<FILE.tar>')
    .addHelpText('after', restoreNotes)
    .action(async (file: string) => (await import('./restore-command.ts')).restoreCommand(file, io));
}
