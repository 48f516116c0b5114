import type { Finding } from '../../../model/finding.ts';
import { guardOf } from '../../flow/guards.ts';
import { findingAt } from '../../make-finding.ts';
import type { Rule } from '../../rule.ts';

/** What needs semaphores in shared memory, by full name without `multiprocessing.` and its submodules. */
const shared =
  /^multiprocessing\.(?:(?:pool|dummy|queues|synchronize|managers|sharedctypes|shared_memory|context)\.)?(?:Pool|ThreadPool|R?Lock|(?:Bounded)?Semaphore|Condition|Event|Barrier|(?:Simple|Joinable)?Queue|Manager|(?:Sync|Base|SharedMemory)Manager|Value|Array|SharedMemory|ShareableList)$/;
/** `multiprocessing.dummy` has the names of `multiprocessing` for threads; only its pool needs more than those. */
const onlyThreads = /^multiprocessing\.dummy\.(?!Pool$)/;
const processPool = /^concurrent\.futures\.(?:process\.)?ProcessPoolExecutor$/;

/** BUT806: locks, queues and pools that processes share. */
export const processSharing: Rule = {
  ids: ['BUT806'],
  *check(model): Iterable<Finding> {
    for (const module of model.modules.values()) {
      if (!/multiprocessing|ProcessPoolExecutor/.test(module.tree.text)) continue;
      for (const { calls } of [module.top, ...module.functions]) {
        for (const call of calls) {
          const callee = call.child('function');
          const name = callee === null ? null : model.resolver.externalName(callee);
          if (name === null || onlyThreads.test(name) || !(shared.test(name) || processPool.test(name)))
            continue;
          if (guardOf(call) === 'never-runs') continue;
          const message = `\`${name}\` needs memory that processes share, which the sandbox does not have.`;
          yield findingAt('BUT806', module.path, call, message);
        }
      }
    }
  },
};
