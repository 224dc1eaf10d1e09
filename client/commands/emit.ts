import { z } from 'zod';
import type { Json } from '../../domain/json.ts';
import { define } from './command.ts';
import { readInputWords } from './words.ts';

export const emitCommand = define({
  name: 'emit',
  aliases: [],
  summary: 'Tell the runs of this room that something happened; those that WAIT FOR it go on.',
  examples: ['emit digest.ack run=loop/r-7f3k2m', 'emit deploy.done --run r-7f3k2m service=api seconds=12'],
  args: z.object({
    event: z.string().meta({ label: 'EVENT', description: 'Its name, as loops write it behind WAIT FOR' }),
    data: z.array(z.string()).default([]).transform(readInputWords).meta({
      label: 'name=value',
      description: 'What loops find in it; numbers, true, false, null and JSON are read as such, all else is text',
    }),
    run: z.string().optional().meta({ label: 'RUN', description: 'Tell only this run', completes: 'run' }),
  }),
  positional: ['event', 'data'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'operator',
  starts: true,
  async run({ loom, caller }, { event, data, run }) {
    const values = Object.fromEntries(Object.entries(data).map(([name, word]) => [name, readValue(word)]));
    const { told } = await (await loom()).runs.emit(event, values, run === undefined ? {} : { run }, caller);
    return { kind: 'emitted', event, told };
  },
});

function readValue(word: string): Json {
  try {
    return JSON.parse(word) as Json;
  } catch {
    return word;
  }
}
