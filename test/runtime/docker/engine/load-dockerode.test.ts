import assert from 'node:assert/strict';
import { execa } from 'execa';

/** What a fresh process has loaded of these libraries when it has loaded the engine's client. */
async function loaded(overSsh: boolean): Promise<string> {
  const program = `
    import { createRequire } from 'node:module';
    import { loadDockerode } from './src/runtime/docker/engine/load-dockerode.ts';
    const Docker = loadDockerode({ overSsh: ${overSsh} });
    const docker = new Docker({ socketPath: '/nowhere' });
    const paths = Object.keys(createRequire(import.meta.url).cache);
    const has = (name) => paths.some((path) => path.includes('/node_modules/' + name + '/'));
    console.log(typeof docker.getContainer('x').start, ['dockerode', 'ssh2', '@grpc/grpc-js'].filter(has).join(' '));
  `;
  const { stdout } = await execa('node', ['--import', 'tsx', '--input-type=module', '--eval', program]);
  return stdout;
}

describe('loadDockerode', () => {
  it('loads the client without gRPC, and without SSH unless it is needed', async () => {
    assert.deepEqual(await Promise.all([loaded(false), loaded(true)]), [
      'function dockerode',
      'function dockerode ssh2',
    ]);
  });
});
