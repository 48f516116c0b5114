/** Ends the help of every command that asks a chief. */
export const whichChief = `
The chief is the one that BUTCHER_CHIEF names, else "chief" in the configuration file, else the one that
serves this machine's home, else http://127.0.0.1:7878. The token is BUTCHER_TOKEN, else "token" in the
configuration file; the chief of this machine's home needs none to be given.
`;
