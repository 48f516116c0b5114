/** What TypeScript needs to know of build.mjs, which runs before there is a compiler. */
export function isBuilt(root: string): Promise<boolean>;
