import { z } from 'zod';
import { limits } from '../../../domain/limits.ts';
import { define } from '../command.ts';

const name = z.string().min(1).meta({ label: 'AGENT', description: 'Its name' });

export const agentsCommand = define({
  name: 'agents',
  aliases: ['agents list'],
  summary: 'See who can be asked here, and how they did.',
  examples: ['agents'],
  args: z.object({}),
  positional: [],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  async run({ loom, caller }) {
    return { kind: 'agents', agents: await (await loom()).agents.list(caller.room) };
  },
});

export const agentsShowCommand = define({
  name: 'agents show',
  aliases: ['agents status'],
  summary: 'See what an agent is there for, how it is configured, and how it did with each kind of question.',
  examples: ['agents show security'],
  args: z.object({ agent: name }),
  positional: ['agent'],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  async run({ loom, caller }, { agent }) {
    return { kind: 'agent', agent: await (await loom()).agents.status(agent, caller.room), done: null };
  },
});

export const agentsRegisterCommand = define({
  name: 'agents register',
  aliases: [],
  summary: 'Let an agent of your own take questions in this room; one of that name is replaced.',
  examples: [
    'agents register dba --title "Database Administrator" --role "Keeps PostgreSQL fast and safe." --expertise "vacuum index lock bloat"',
  ],
  args: z.object({
    agent: name,
    title: z.string().meta({ label: 'TITLE', description: 'What people call it' }),
    role: z.string().meta({ label: 'ROLE', description: 'What it is there for, in one sentence' }),
    expertise: z
      .string()
      .default('')
      .meta({ label: 'WORDS', description: 'What it knows about, in words people ask with' }),
    prompt: z.string().optional().meta({ label: 'TEXT', description: 'Who it is, in words to a model' }),
    temperature: z.coerce
      .number()
      .min(0)
      .max(2)
      .optional()
      .meta({ label: 'NUMBER', description: 'Of the model, 0 to 2' }),
    maxTokens: z.coerce
      .number()
      .int()
      .min(16)
      .max(limits.modelTokensMax)
      .optional()
      .meta({ label: 'NUMBER', description: 'What it may write at most' }),
    verify: z.boolean().default(false).meta({ description: 'It checks what it wrote' }),
    plan: z.boolean().default(false).meta({ description: 'It plans before it writes' }),
    parts: z.boolean().default(false).meta({ description: 'It takes questions apart' }),
  }),
  positional: ['agent'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'admin',
  async run({ loom, caller }, { agent, title, role, expertise, prompt, temperature, maxTokens, verify, plan, parts }) {
    const configuration = {
      ...{ verification: verify, planning: plan, chaining: parts, systemPrompt: prompt ?? role },
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxTokens === undefined ? {} : { maxTokens }),
    };
    const registered = await (await loom()).agents.register(
      { name: agent, title, role, expertise, configuration },
      caller,
    );
    return { kind: 'agent', agent: registered, done: 'registered' };
  },
});

export const agentsRetireCommand = define({
  name: 'agents retire',
  aliases: [],
  summary: 'Let an agent take no more questions in this room; what it answered stays.',
  examples: ['agents retire dba'],
  args: z.object({ agent: name }),
  positional: ['agent'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'admin',
  async run({ loom, caller }, { agent }) {
    return { kind: 'agent', agent: await (await loom()).agents.retire(agent, caller), done: 'retired' };
  },
});
