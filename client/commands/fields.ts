import { z } from 'zod';

/** What the last word of a line may be completed with. */
export type Completes = 'command' | 'file' | 'input' | 'installed' | 'package' | 'program' | 'question' | 'run';

/** An argument of a command as mouths and help see it. */
export interface Field {
  readonly key: string;
  /** `flag or value`: an option that may stand alone, as `--yes` and `--yes 4c1e9a` may. */
  readonly kind: 'flag' | 'flag or value' | 'list' | 'value';
  readonly positional: boolean;
  readonly required: boolean;
  /** What stands for its value: `PROGRAM`. */
  readonly label: string;
  /** How it is written in usage lines: `PROGRAM`, `[name=value ...]`, `--limit NUMBER`. */
  readonly usage: string;
  /** `--request-id`; what a positional field would be called is never shown. */
  readonly flag: string;
  readonly description: string;
  readonly completes: Completes | null;
}

const propertySchema = z.object({
  type: z.string().optional(),
  description: z.string().default(''),
  label: z.string().optional(),
  usage: z.string().optional(),
  /** An option whose value may be left out. */
  mayStandAlone: z.boolean().default(false),
  completes: z
    .enum(['command', 'file', 'input', 'installed', 'package', 'program', 'question', 'run'])
    .nullable()
    .default(null),
});
const objectSchema = z.object({
  properties: z.record(z.string(), propertySchema).default({}),
  required: z.array(z.string()).default([]),
});

/** The arguments of a command: positional ones first, in their order, then options. */
export function fieldsOf(args: z.ZodObject, positional: readonly string[] = []): readonly Field[] {
  const { properties, required } = objectSchema.parse(z.toJSONSchema(args, { io: 'input' }));
  const fields = Object.entries(properties).map(([key, { type, label, usage, mayStandAlone, ...property }]): Field => {
    const kind = mayStandAlone ? 'flag or value' : type === 'boolean' ? 'flag' : type === 'array' ? 'list' : 'value';
    const traits = {
      key,
      kind,
      positional: positional.includes(key),
      required: required.includes(key),
      flag: `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    } as const;
    const shown = label ?? key.toUpperCase();
    return { ...traits, ...property, label: shown, usage: usage ?? usageOf(traits, shown) };
  });
  return [
    ...positional.flatMap((key) => fields.find((field) => field.key === key) ?? []),
    ...fields.filter((field) => !field.positional),
  ];
}

function usageOf(
  { kind, positional, required, flag }: Pick<Field, 'kind' | 'positional' | 'required' | 'flag'>,
  label: string,
) {
  const value = kind === 'list' ? `${label} ...` : label;
  const option = kind === 'list' ? `${flag} ${label} ...` : `${flag} ${label}`;
  const alone = kind === 'flag' ? flag : `${flag} [${label}]`;
  const written = positional ? value : kind === 'flag' || kind === 'flag or value' ? alone : option;
  return required ? written : `[${written}]`;
}
