import { loadDockerode } from './load-dockerode.ts';

/** The client library for an engine on this machine; what the build joins has the library itself in place of this. */
export const LocalDockerode = loadDockerode({ overSsh: false });
