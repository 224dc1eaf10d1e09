import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { readSomeInputs } from '../../dsl/inputs.ts';
import { tryPlan } from '../../dsl/try/index.ts';
import { define } from './command.ts';
import { marketFor, programArguments, readProgramWord } from './program.ts';

export const tryCommand = define({
  name: 'try',
  aliases: ['dry-run'],
  summary: 'Run a loop dry: nothing is called, tools give samples; and show what would come of every failure.',
  examples: [
    'try ./nightly.loop',
    'try security-incident-pro incident_id=INC-42 --fail contain',
    'try ./canary.loop --answer go.pressed=abort --value error_rate=0.5',
  ],
  args: programArguments.extend({
    fail: z.array(z.string()).default([]).meta({
      label: 'STEP',
      description: 'A step to fail, by its name or path: contain, contain[].cut, contain[1].cut; may be said again',
    }),
    answer: z.array(z.string()).default([]).transform(pairs).meta({
      label: 'STEP=CHOICE',
      description: 'What is answered to an ASK, its first choice unless told; may be said again',
    }),
    value: z.array(z.string()).default([]).transform(pairs).meta({
      label: 'STEP=JSON',
      description: 'What a step gives in place of a sample; may be said again',
    }),
  }),
  positional: ['program', 'inputs'],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run(context, { program, inputs: words, fail: failing, answer: answers, value: values }) {
    const what = await readProgramWord(context, program);
    const loom = await (typeof what === 'string' ? context.loom('database') : marketFor(context, what));
    const { plan, plans } = await loom.loops.compiled(what, context.caller.room);
    const inputs = readSomeInputs(plan, words);
    const results = Object.fromEntries(Object.entries(values).map(([step, text]) => [step, jsonOf(text)]));
    const report = tryPlan({ plan, plans, inputs, failing, answers, results, startedAt: Date.now() });
    return { kind: 'tried', report, failing: failing.length > 0 };
  },
});

/** `step=value` words by step. @throws LoomError `command.bad_arguments` */
function pairs(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at > 0) return [word.slice(0, at), word.slice(at + 1)];
      throw new LoomError('command.bad_arguments', `"${word}" names no step.`, 'Write it as step=value.');
    }),
  );
}

/** JSON, or the text itself where it is none. */
function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
