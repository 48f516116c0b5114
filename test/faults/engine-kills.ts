import { join } from 'node:path';
import { EngineProxy } from './engine-proxy.ts';
import type { Mishap, TrialOptions } from './trial.ts';
import { Trial } from './trial.ts';

/** A trial whose chiefs reach the engine through a proxy. The caller closes the proxy. */
export async function beginBehindProxy(
  options: TrialOptions,
): Promise<{ readonly trial: Trial; readonly proxy: EngineProxy }> {
  const env: Record<string, string> = { ...options.env };
  const trial = await Trial.begin({ ...options, env });
  const proxy = await EngineProxy.listen(join(trial.root, 'engine.sock'), () => 'pass');
  env.DOCKER_HOST = proxy.address;
  return { trial, proxy };
}

/** How often a run that nothing befalls makes each call to the engine, such as `POST /containers/-/start`. */
export async function engineCalls(options: TrialOptions): Promise<ReadonlyMap<string, number>> {
  const { trial, proxy } = await beginBehindProxy(options);
  try {
    await trial.survive([]);
    const calls = new Map<string, number>();
    for (const call of proxy.calls.map(({ method, path }) => `${method} ${path}`))
      calls.set(call, (calls.get(call) ?? 0) + 1);
    return calls;
  } finally {
    await proxy.close();
    await trial.end();
  }
}

/** Ends the chief at the `nth` time (from 1) of a call: before the engine hears of it, or once it has done it. */
export function killAtCall(proxy: EngineProxy, when: 'before' | 'after', call: string, nth: number): Mishap {
  const mishap = async (chief: { kill(): void; ended: Promise<unknown> }): Promise<void> => {
    let seen = 0;
    proxy.decide = ({ method, path }) => {
      if (`${method} ${path}` !== call) return 'pass';
      seen += 1;
      if (seen !== nth) return 'pass';
      if (when === 'after') return { onceDone: () => chief.kill() };
      chief.kill();
      return 'drop';
    };
    await chief.ended;
    proxy.decide = () => 'pass';
  };
  return Object.defineProperty(mishap, 'name', { value: `kill -9 ${when} ${call}:${nth}` });
}
