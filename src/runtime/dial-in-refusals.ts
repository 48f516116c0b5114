/** Why somebody who dialled in was sent away, and what that means to whoever runs the chief. */
const sentences = {
  key: 'it has not the key of a pool: a task of a job that has ended, or a stranger',
  nonsense: 'it did not say who it is as gates do',
  version: 'its gate is of another version of Butcher: machines have an image that is not this chief’s',
  spent: 'it was given up before, and others have its work',
  unknown: 'the engine knows it as none of the pool',
} as const;

/** Wrong key, no sense, another protocol, a task that had its turn or is unknown. */
export type Refusal = keyof typeof sentences;

/** A sentence for the log of a chief. */
export function refusalSentence(refusal: Refusal): string {
  return `somebody who dialled in as a worker was sent away: ${sentences[refusal]}`;
}
