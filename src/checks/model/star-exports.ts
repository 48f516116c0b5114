/** Names that `from MODULE import *` brings and that the rules know by their full name. */
export const starExports: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    itertools:
      'accumulate batched chain combinations combinations_with_replacement compress count cycle dropwhile filterfalse groupby islice pairwise permutations product repeat starmap takewhile tee zip_longest',
    functools: 'cache cached_property lru_cache partial reduce wraps',
    contextlib: 'contextmanager suppress closing nullcontext ExitStack',
    sys: 'exit setrecursionlimit',
    threading: 'stack_size Thread',
  }).map(([module, names]) => [module, new Set(names.split(' '))]),
);
