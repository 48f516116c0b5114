import { FailureError } from '../../model/failures.ts';
import { formatCounted } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import { type Diagnosis, fail, ok, warn } from '../diagnosis.ts';
import { SwarmEngine, type SwarmEngineOptions } from './swarm-engine.ts';

/**
 * Looks whether jobs can have workers on other machines. Says nothing where nobody wants that: `isWanted` is the
 * configuration's word, a Swarm that is there the engine's. Never throws; changes nothing.
 */
export async function diagnoseSwarm(
  options: SwarmEngineOptions,
  isWanted: boolean,
): Promise<readonly Diagnosis[]> {
  const engine = new SwarmEngine(options);
  try {
    const nodes = await engine.nodes();
    const ready = nodes.filter(({ state }) => state === 'ready').length;
    const away = nodes.filter(({ state }) => state === 'down').map(({ name }) => inertLine(name));
    const found = `a Swarm of ${formatCounted(nodes.length, 'machine')}, ${ready} ready`;
    if (away.length === 0) return [ok('machines', found)];
    return [
      warn(
        'machines',
        `${found}; down: ${away.join(', ')}`,
        'Start them again, or forget them by `docker node rm --force NAME`.',
      ),
    ];
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { message, help } = error.failure;
    // An engine without a Swarm is all that most people need.
    return isWanted ? [fail('machines', message.replace(/\.$/, ''), help)] : [];
  } finally {
    await engine.close();
  }
}
