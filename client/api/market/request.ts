import type { z } from 'zod';
import { LoomError } from '../../../domain/errors.ts';

/** @throws LoomError `command.bad_arguments`, naming all that is wrong */
export function readRequest<Schema extends z.ZodType>(schema: Schema, request: unknown): z.output<Schema> {
  const parsed = schema.safeParse(request);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')} ${message}`.trim());
  throw new LoomError('command.bad_arguments', `${wrong.join('; ')}.`, 'Correct it and ask again.');
}
