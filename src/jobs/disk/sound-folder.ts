import { findUnplain } from '../../files/find-unplain.ts';

/** Below the results folder, and where sockets were, there may be anything. */
const shallow = { resources: 2, sandbox: 0 };

/**
 * Why a job may not go on in a folder that an earlier process, or somebody else, left: something in it leads elsewhere.
 * Null where all of it is plain files and folders; then nothing of the job is written or read outside the folder.
 */
export async function unsoundFolder(folder: string): Promise<string | null> {
  const found = await findUnplain(folder, shallow).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return found === null ? null : `in its folder, ${found}`;
}
