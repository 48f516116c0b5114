import { EngineClient } from '../../src/runtime/docker/engine/engine-client.ts';

type EngineCall = 'create' | 'attach' | 'wait' | 'start' | 'remove' | 'answers' | 'kill' | 'sentSigterm';

/** Replaces a call that chiefs make of the engine while `use` runs. */
export async function withEngineCall(
  method: EngineCall,
  replaced: (...args: unknown[]) => Promise<unknown>,
  use: () => Promise<void>,
): Promise<void> {
  const original = EngineClient.prototype[method];
  Object.assign(EngineClient.prototype, { [method]: replaced });
  try {
    await use();
  } finally {
    Object.assign(EngineClient.prototype, { [method]: original });
  }
}

/** Runs another program in containers than the harness. */
export async function withCommand(command: string[], use: () => Promise<void>): Promise<void> {
  const original = EngineClient.prototype.create;
  const replaced = function (this: EngineClient, options: Parameters<EngineClient['create']>[0]) {
    return original.call(this, { ...options, Entrypoint: command });
  };
  await withEngineCall('create', replaced as never, use);
}
