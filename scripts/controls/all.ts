import { archiveControls } from './archives.ts';
import { bridgeControls } from './bridge.ts';
import { clusterControls } from './cluster.ts';
import { containerControls } from './containers.ts';
import type { Control } from './control.ts';
import { fairnessControls } from './fairness.ts';
import { foreignControls } from './foreign.ts';
import { harnessControls } from './harness.ts';
import { httpControls } from './http.ts';
import { jobControls } from './jobs.ts';
import { keptCheckControls } from './kept-checks.ts';
import { installingControls, libraryControls } from './libraries.ts';
import { pageControls } from './page.ts';
import { sharingControls } from './sharing.ts';
import { spaceControls } from './space.ts';
import { uploadControls } from './uploads.ts';
import { webhookControls } from './webhooks.ts';

/** Every measure against hostile packages, requests and containers. */
export const allControls: readonly Control[] = [
  ...clusterControls,
  ...containerControls,
  ...bridgeControls,
  ...harnessControls,
  ...archiveControls,
  ...jobControls,
  ...httpControls,
  ...webhookControls,
  ...sharingControls,
  ...spaceControls,
  ...uploadControls,
  ...libraryControls,
  ...installingControls,
  ...foreignControls,
  ...keptCheckControls,
  ...fairnessControls,
  ...pageControls,
];
