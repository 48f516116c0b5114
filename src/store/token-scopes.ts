/** What a token may do, from the most to the least. */
export const tokenScopes = ['admin', 'operator', 'author', 'read', 'metrics'] as const;

export type TokenScope = (typeof tokenScopes)[number];

/** What each of them is for, to be shown to people. */
export const scopeMeanings: Readonly<Record<TokenScope, string>> = {
  admin: 'everything',
  operator: "see everybody's things, end and resume jobs, and see to accounts that are no admin's",
  author: "upload, submit and delete the account's own things, and read them",
  read: "read the account's own things",
  metrics: 'read /metrics',
};

const granted: Readonly<Record<TokenScope, readonly TokenScope[]>> = {
  admin: tokenScopes,
  operator: ['operator', 'read', 'metrics'],
  author: ['author', 'read'],
  read: ['read'],
  metrics: ['metrics'],
};

/** The scopes that only tokens of an admin's account can have. */
export const adminScopes: readonly TokenScope[] = ['admin', 'operator'];

/** Whether a token of these scopes may do what asks for that one. */
export function grants(scopes: readonly TokenScope[], wanted: TokenScope): boolean {
  return scopes.some((scope) => granted[scope].includes(wanted));
}

/** What tokens get where nothing else is said. */
export function usualScopes(admin: boolean): readonly TokenScope[] {
  return admin ? ['admin'] : ['author'];
}
