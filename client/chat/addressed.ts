/** What of a message matters for whether it is meant for us. */
export interface SaidText {
  readonly body: string;
  /** `m.text`, `m.notice` … */
  readonly messageType: string | null;
  /** It answers another message, so old clients put a quotation first. */
  readonly isReply: boolean;
  /** Users it names by `m.mentions`. */
  readonly mentions: readonly string[];
}

/** Where it was said. */
export interface Surroundings {
  /** `@loom:example.org`: us. */
  readonly account: string;
  /** What we are called in the room, when we have a name there. */
  readonly displayName: string | null;
  /** What stands before a command in this room. */
  readonly prefix: string;
  /** Nobody else is there, so everything is said to us. */
  readonly isDirect: boolean;
  /** It is the thread of a run of ours, where a command may stand alone. */
  readonly inThreadOfRun: boolean;
}

/** `how`: people who call us by name want an answer whatever they say; in a thread only commands are meant for us. */
export type Addressed = { readonly text: string; readonly how: 'prefix' | 'mention' | 'direct' | 'thread' };

/** What was said to us, without how it was said that it is for us; null for what people say to each other. */
export function addressed(said: SaidText, where: Surroundings): Addressed | null {
  // Notices are what bots say: answering them is how two bots talk for ever.
  if (said.messageType !== 'm.text') return null;
  const body = (said.isReply ? withoutQuotation(said.body) : said.body).trim();
  const behindPrefix = behind(body, where.prefix);
  if (behindPrefix !== null) return { text: behindPrefix, how: 'prefix' };
  const behindName = behindMention(body, said.mentions, where);
  if (behindName !== null) return { text: behindName, how: 'mention' };
  if (where.isDirect) return { text: body, how: 'direct' };
  return where.inThreadOfRun ? { text: body, how: 'thread' } : null;
}

/** The rest behind a word, its case not counted; null when the text does not begin with it or the word goes on. */
function behind(text: string, word: string): string | null {
  if (word === '' || text.slice(0, word.length).toLowerCase() !== word.toLowerCase()) return null;
  const rest = text.slice(word.length);
  return rest === '' || /^[\s`~]/.test(rest) ? rest.trim() : null;
}

function behindMention(text: string, mentions: readonly string[], { account, displayName }: Surroundings) {
  const local = account.slice(0, account.indexOf(':'));
  for (const name of [account, local, ...(displayName === null ? [] : [displayName, `@${displayName}`])]) {
    const rest = behindName(text, name);
    if (rest !== null) return rest;
  }
  if (!mentions.includes(account)) return null;
  // A client that writes us by a name we do not know; that it is us, it says itself.
  const rest = /^[^\s:,][^:,\n]{0,99}[:,]\s+([\s\S]*)$/.exec(text)?.[1];
  return rest?.trim() ?? null;
}

function behindName(text: string, name: string): string | null {
  if (name === '' || text.slice(0, name.length).toLowerCase() !== name.toLowerCase()) return null;
  const rest = text.slice(name.length);
  return rest === '' || /^(?:[:,]|[\s`~])/.test(rest) ? rest.replace(/^[:,]/, '').trim() : null;
}

/** Without the lines clients used to quote the message that is answered. */
function withoutQuotation(body: string): string {
  return body.replace(/^(?:>[^\n]*(?:\n|$))+\n?/, '');
}
