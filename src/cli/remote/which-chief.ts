/** Ends the help of every command that asks a chief. */
export const whichChief = `
The chief is the one that BUTCHER_CHIEF names, else "chief" in the configuration file, else the one that
serves this machine's home, else http://127.0.0.1:7878. BUTCHER_TOKEN goes to the chief that BUTCHER_CHIEF
names, "token" in the configuration file to the file's chief; without an address, either goes only to the
chief that serves this machine's home, which needs none to be given.
`;
