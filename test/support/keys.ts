import { type Keyring, keyringOf } from '../../client/keyring.ts';

/** Keys as somebody at a terminal has them, kept nowhere. Where one is missing when it is asked to sign, it is made. */
export function keysInMemory(me = 'tester'): Keyring {
  const files = new Map<string, string>();
  const keys = keyringOf(
    {
      names: async () => [...files.keys()],
      read: async (name) => files.get(name) ?? null,
      write: async (name, text) => void files.set(name, text),
      move: async (from, to) => {
        files.set(to, files.get(from) ?? '');
        files.delete(from);
      },
    },
    me,
  );
  return {
    ...keys,
    async sign(publisher, text) {
      if ((await keys.sign(publisher, '')) === null) await keys.create(publisher);
      return keys.sign(publisher, text);
    },
  };
}
