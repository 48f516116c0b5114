import type Docker from 'dockerode';
import type { ImageInputs } from './image-inputs.ts';

/** What every step of building an image is given. */
export interface ImageStep {
  readonly docker: Docker;
  readonly inputs: ImageInputs;
  /** One short line for people, without a line end. */
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
  /** PATH, proxies and our own settings come from here. */
  readonly env: NodeJS.ProcessEnv;
}
