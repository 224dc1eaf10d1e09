import { z } from 'zod';
import { limits } from '../../../domain/limits.ts';
import { readDuration } from '../../../dsl/duration.ts';
import { define } from '../command.ts';
import { count } from '../words.ts';

const said = (what: string) =>
  z
    .array(z.string())
    .min(1, `${what} is missing`)
    .transform((words) => words.join(' '))
    .pipe(z.string().trim().min(1, `${what} is empty`).max(limits.questionCharactersMax));
const question = said('the question').meta({ label: 'QUESTION', description: 'In your own words' });

export const askCommand = define({
  name: 'ask',
  aliases: [],
  summary: 'Ask a question: whoever suits it answers, and says what the answer rests on.',
  examples: ['ask Why is the replica lagging?', 'ask --agent security "Is this log line an attack?"'],
  args: z.object({
    question,
    agent: z.string().optional().meta({ label: 'AGENT', description: 'Who should answer; "agents" lists them' }),
  }),
  positional: ['question'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  starts: true,
  async run({ loom, caller }, { question: text, agent }) {
    const request = { question: text, ...(agent === undefined ? {} : { preferred: agent }) };
    return { kind: 'reply', reply: await (await loom()).ask(request, caller) };
  },
});

export const routeCommand = define({
  name: 'route',
  aliases: [],
  summary: 'See who would get a question, and why; nobody is asked.',
  examples: ['route Deploy v2.1.0 to production'],
  args: z.object({ question }),
  positional: ['question'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  async run({ loom, caller }, { question: text }) {
    return { kind: 'routed', routed: await (await loom()).agents.route({ question: text }, caller) };
  },
});

export const collaborateCommand = define({
  name: 'collaborate',
  aliases: [],
  summary: 'Put one task to several agents at once, and hear what they agree on and what not.',
  examples: [
    'collaborate Customer data may have leaked through the export job',
    'collaborate --with security,deployment --within 30s "Roll back or fix forward?"',
  ],
  args: z.object({
    task: said('the task').meta({ label: 'TASK', description: 'In your own words' }),
    with: z
      .string()
      .transform((names) => names.split(',').map((name) => name.trim()))
      .pipe(z.array(z.string().min(1)).min(1).max(limits.agentsMax))
      .optional()
      .meta({ label: 'AGENTS', description: 'Who works on it, with commas between; those who suit it when left out' }),
    quorum: count(limits.agentsMax).optional().meta({ label: 'NUMBER', description: 'How many must answer' }),
    within: z
      .string()
      .transform((text, context) => {
        const ms = readDuration(text);
        if (ms !== null && ms >= 1 && ms <= limits.collaborationMsMax) return ms;
        context.addIssue({ code: 'custom', message: 'must be a time such as 30s or 2m, an hour at most' });
        return z.NEVER;
      })
      .optional()
      .meta({ label: 'TIME', description: 'How long is waited for them' }),
    choices: z
      .string()
      .transform((texts) => texts.split(',').map((text) => text.trim()))
      .pipe(z.array(z.string().min(1)).min(2).max(limits.choicesMax))
      .optional()
      .meta({ label: 'CHOICES', description: 'What there is to choose from, with commas between' }),
  }),
  positional: ['task'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  starts: true,
  async run({ loom, caller }, { task, with: roles, quorum, within, choices }) {
    const request = {
      task,
      ...(roles === undefined ? {} : { roles }),
      ...(quorum === undefined ? {} : { quorum }),
      ...(within === undefined ? {} : { withinMs: within }),
      ...(choices === undefined ? {} : { choices }),
    };
    return { kind: 'collaborated', report: await (await loom()).agents.collaborate(request, caller) };
  },
});

export const reactCommand = define({
  name: 'react',
  aliases: [],
  summary: 'Say what an answer was worth; agents and routing learn from it.',
  examples: ['react ask/r-7f3k2m 👍', 'react ask/r-7f3k2m solved'],
  args: z.object({
    answer: z
      .string()
      .min(1)
      .max(limits.nameCharactersMax)
      .meta({ label: 'ANSWER', description: 'Its id, as it stands under the answer' }),
    reaction: z
      .string()
      .min(1)
      .max(limits.agentNameCharactersMax)
      .meta({ label: 'REACTION', description: 'An emoji such as 👍 or 👎, or "solved"' }),
  }),
  positional: ['answer', 'reaction'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  async run({ loom, caller }, { answer, reaction }) {
    return { kind: 'reacted', receipt: await (await loom()).agents.react(answer, reaction, caller), reaction };
  },
});
