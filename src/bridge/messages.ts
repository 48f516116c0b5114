import type { Static, TSchema } from 'typebox';
import type { chiefMessages, harnessMessages } from './message-schemas.ts';
import type { Sizes } from './sizes.ts';

/** Version both sides name in `hello`; a harness of another version is refused. */
export const protocolVersion = 5;

export type Role = 'splitter' | 'worker' | 'merger';

/** A line longer than this is refused before it is parsed, in bytes. */
export const maxLineBytes = 1024 * 1024;

type MessageOf<T extends Record<string, TSchema>> = { [K in keyof T]: Static<T[K]> }[keyof T];
type WithSizes<Message> = Message extends { sizes: string }
  ? Omit<Message, 'sizes' | 'crcs'> & { readonly sizes: Sizes; readonly crcs?: Sizes }
  : Message;
/** What a harness says, its sizes and checksums decoded. */
export type HarnessMessage = WithSizes<MessageOf<typeof harnessMessages>>;
export type ChiefMessage = MessageOf<typeof chiefMessages>;
export type HarnessMessageType = keyof typeof harnessMessages;
export type LoadMessage = Static<typeof chiefMessages.load>;
export type FailedMessage = Static<typeof harnessMessages.failed>;
