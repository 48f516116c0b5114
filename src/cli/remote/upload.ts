import type { Command } from 'commander';
import type { CliIo } from '../cli-io.ts';
import type { UploadFlags } from './upload/upload-command.ts';
import { whichChief } from './which-chief.ts';

const uploadNotes = `
PATH is a package: a folder or a .tar, .tar.gz, .tgz or .zip. The chief checks it as butcher validate does
and refuses it with the findings, or keeps it and prints its digest, with which jobs are submitted.
${whichChief}
Exit codes: 0 kept, 2 wrong usage, 3 refused, 4 no chief answers.`;

const dataNotes = `
A folder is packed while it is sent; it may hold files and folders, and no links.
Where the connection breaks off it goes on by itself; the same command goes on where
an earlier one ended, within a day.
The id that is printed is what butcher submit --data takes.
${whichChief}`;

/** `butcher upload PATH`. */
export function registerUpload(program: Command, io: CliIo): void {
  program
    .command('upload')
    .description('Uploads a package to a chief, which checks it without running it, and keeps it.')
    .argument('[PATH]', 'the package: a folder or an archive')
    .option('--list', 'list the packages that the chief keeps for this account')
    .option('--processor <FILE>', "use this file as the package's Processor.py")
    .option('--json', 'print JSON')
    .addHelpText('after', uploadNotes)
    .action(async (path: string | undefined, flags: UploadFlags) => {
      await (await import('./upload/upload-command.ts')).uploadCommand(path, flags, io);
    });
}

/** `butcher data FILE|DIR`. */
export function registerData(program: Command, io: CliIo): void {
  program
    .command('data')
    .description('Uploads a file or a folder to a chief, for jobs to read.')
    .argument('[FILE|DIR]', 'the dataset')
    .option('--list', 'list the datasets that the chief keeps for this account')
    .option('--json', 'print JSON')
    .addHelpText('after', dataNotes)
    .action(async (path: string | undefined, flags: UploadFlags) => {
      await (await import('./upload/upload-command.ts')).dataCommand(path, flags, io);
    });
}
