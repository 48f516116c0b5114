/** The version of what a backup's tar holds: a manifest, the store, and folders as they are in a home. */
export const backupFormat = 1;
export const manifestFile = 'butcher-backup.json';
export const storeFile = 'butcher.db';
/** In a home whose restore has begun and not ended. */
export const unfinishedFile = 'restore.unfinished';
