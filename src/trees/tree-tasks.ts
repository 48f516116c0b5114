import { lookAt } from './data-look.ts';
import { measureUsage } from './folder-usage.ts';
import { digestFolder, packFolder } from './pack-results.ts';
import { emptyAll, removeAll } from './remove-tree.ts';

/** What is done with whole folders, each by a function whose last parameter stops it. */
export const treeTasks = { lookAt, measureUsage, packFolder, digestFolder, emptyAll, removeAll } as const;

export type TreeTask = keyof typeof treeTasks;

/** All parameters but the signal. */
export type TaskArguments<Task extends TreeTask> =
  Parameters<(typeof treeTasks)[Task]> extends readonly [...infer Rest, AbortSignal] ? Rest : never;

export type TaskResult<Task extends TreeTask> = Awaited<ReturnType<(typeof treeTasks)[Task]>>;
