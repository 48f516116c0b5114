/**
 * For who starts a chief: it raises what its session has of the processors, and that of the tests has much else in it.
 * What runs outside, as the sandboxes of `--runtime process`, then has a twentieth of one.
 */
export const inOwnSession = { detached: true } as const;
