import type { Browser } from 'playwright-core';
import type { ServingChief } from '../../helpers/serving-chief.ts';
import type { Api } from './jobs-over-http.ts';

/** What the flows share, once it is there; `root` is an operator beside the page. */
export type Shared = () => { readonly chief: ServingChief; readonly browser: Browser; readonly root: Api };
