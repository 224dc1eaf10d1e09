import { readFile } from 'node:fs/promises';
import { LoomError } from '../domain/errors.ts';
import { limits } from '../domain/limits.ts';
import { type Groups, groupsSchema } from '../domain/people.ts';

export interface GroupsFile {
  /** Null where nobody has named a file and there is no folder to look in. */
  readonly path: string | null;
  /** Whether the operator has named it: it must be there then. */
  readonly named: boolean;
}

/**
 * Reads the operator's groups each time they are asked for, so that a change counts from the next question on.
 * @throws LoomError `chat.groups_broken`
 */
export const groupsReader =
  ({ path, named }: GroupsFile) =>
  async (): Promise<Groups> => {
    if (path === null) return {};
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      const missing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
      if (missing && !named) return {};
      throw broken(path, missing ? 'it is not there' : String(error));
    }
    if (text.length > limits.groupsFileBytesMax)
      throw broken(path, `it has more than ${limits.groupsFileBytesMax} bytes`);
    return parseGroups(path, text);
  };

function parseGroups(path: string, text: string): Groups {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw broken(path, error instanceof Error ? error.message : String(error));
  }
  const parsed = groupsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw broken(
    path,
    parsed.error.issues.map(({ path: at, message }) => [...at, message].map(String).join(' ')).join('; '),
  );
}

function broken(path: string, why: string): LoomError {
  return new LoomError(
    'chat.groups_broken',
    `The groups in ${path} cannot be read: ${why}.`,
    'Write it as {"@sec-leads": ["@ann", "@bob"]}; the question is asked again by itself.',
  );
}
