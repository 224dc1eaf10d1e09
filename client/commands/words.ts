import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';

/** A whole number somebody types, from 1 to `max`. */
export const count = (max: number) => {
  const error = `must be a whole number from 1 to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(1, { error }).max(max, { error });
};

/**
 * Splits `name=value` words. Values stay as they were typed: only the loop's declared types can tell what they are.
 * @throws LoomError `command.bad_arguments`
 */
export function readInputWords(words: readonly string[]): Readonly<Record<string, string>> {
  const inputs = new Map<string, string>();
  for (const word of words) {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined) {
      throw new LoomError(
        'command.bad_arguments',
        `"${word}" is not an input.`,
        'Give inputs as name=value, with quotes around a value that has spaces: note="two words".',
      );
    }
    if (inputs.has(name)) {
      throw new LoomError('command.bad_arguments', `Input "${name}" is given twice.`, 'Give each input once.');
    }
    inputs.set(name, value);
  }
  return Object.fromEntries(inputs);
}

/** Whether a person means a file rather than a package: it ends in .loop, or starts as paths do. */
export function isPath(program: string): boolean {
  return program.endsWith('.loop') || /^(?:\.{0,2}\/|~\/|[A-Za-z]:[\\/]|\.\.?$)/.test(program);
}
