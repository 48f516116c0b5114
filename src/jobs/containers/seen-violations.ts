import type { Role } from '../../bridge/messages.ts';

/** Something that user code tried and that the sandbox refuses or the policy notes, as an audit hook reported it. */
export interface Violation {
  readonly role: Role;
  readonly kind: string;
  readonly event: string;
  readonly detail: string;
}

/** Different violations of a job that are passed on; a container can report as many as it likes. */
const most = 100;

/** Passes each violation of a job on once. */
export class SeenViolations {
  readonly #seen = new Set<string>();

  readonly #pass: (violation: Violation) => void;

  constructor(pass: (violation: Violation) => void) {
    this.#pass = pass;
  }

  add(violation: Violation): void {
    const key = JSON.stringify(violation);
    if (this.#seen.size >= most || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#pass(violation);
  }
}
