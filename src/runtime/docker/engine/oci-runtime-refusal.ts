import type { EngineRefusal } from '../../runtime.ts';
import type { EngineFacts } from './engine-facts.ts';

/** Why no job runs that gets this OCI runtime, where the engine has none of that name; null: the engine's default. */
export function ociRuntimeRefusal(
  { ociRuntimes }: Pick<EngineFacts, 'ociRuntimes'>,
  wanted: string | null,
): EngineRefusal | null {
  if (wanted === null || ociRuntimes.includes(wanted)) return null;
  return {
    message: `The container engine has no OCI runtime called "${wanted}"; it has ${namedRuntimes({ ociRuntimes }) || 'not told which'}.`,
    help: 'Register it in the engine’s configuration, or leave `ociRuntime` and `--oci-runtime` out.',
  };
}

/** Those that people know by their names, for a sentence. */
export function namedRuntimes({ ociRuntimes }: Pick<EngineFacts, 'ociRuntimes'>): string {
  return ociRuntimes.filter((name) => !name.startsWith('io.containerd.')).join(', ');
}
