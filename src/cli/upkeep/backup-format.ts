/**
 * The version of what a backup's tar holds: a manifest, the store, and folders as they are in a home; from 2 on also
 * the two files of digests below.
 */
export const backupFormat = 2;
export const firstDigestedFormat = 2;
export const manifestFile = 'butcher-backup.json';
export const storeFile = 'butcher.db';
/** The last member but one: the SHA-256 of each file before it, as `sha256sum` writes and checks them. */
export const digestsFile = 'butcher-backup.sha256';
/** The last member: the SHA-256 of all bytes of the tar before it. No later format may have it otherwise. */
export const endFile = 'butcher-backup.end';
