/** The version of what a backup's tar holds: a manifest, the store, and folders as they are in a home. */
export const backupFormat = 1;
export const manifestFile = 'butcher-backup.json';
export const storeFile = 'butcher.db';
