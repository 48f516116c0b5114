/**
 * What a Worker is to run for the module `name` (without extension) beside the module at `beside`, built or not.
 * Threads do not inherit the loader that reads sources as they are: they load it first.
 */
export function threadModule(name: string, beside: string): URL {
  if (!beside.endsWith('.ts')) return new URL(`./${name}.js`, beside);
  const source = new URL(`./${name}.ts`, beside);
  const bootstrap = `import { register } from '${import.meta.resolve('tsx/esm/api')}'; register(); await import('${source}');`;
  return new URL(`data:text/javascript,${encodeURIComponent(bootstrap)}`);
}
