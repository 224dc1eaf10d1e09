import { type Agent, agentNamed } from '../../../domain/agents.ts';
import { opinionSchema } from '../../../domain/consensus/opinion.ts';
import { chooseAgents } from '../../../domain/routing/team.ts';
import type { AgentDoor, AgentQuestion } from '../door.ts';
import type { ModelParts } from './call.ts';
import { judgeByModel } from './judge.ts';
import { type Desk, fill, prepare, verify, write } from './passes.ts';
import { added, formOf } from './structured.ts';

const opinionForm = formOf(opinionSchema);
/** A model says nothing of how sure it is in a text; whoever needs that asks for an opinion. */
const confidenceOfText = 0.5;

/** Agents that a model speaks for. */
export function modelAgents(parts: ModelParts): AgentDoor {
  const provider = `${parts.settings.provider}:${parts.settings.model}`;
  const deskOf = (question: AgentQuestion): Desk => ({ parts, agent: agentOf(question), question });
  return {
    async answer(question) {
      const { shape = { t: 'text' } as const } = question;
      const desk = deskOf(question);
      const prepared = await prepare(desk);
      const written = await write(desk, prepared, shape);
      let { value } = written;
      let usage = added(prepared.usage, written.usage);
      const passes = [...prepared.passes, ...written.repairs];
      if (desk.agent.configuration.verification) {
        const checked = await verify(desk, prepared, value, shape);
        value = checked.value;
        usage = added(usage, checked.usage);
        passes.push(...checked.repairs);
      }
      return { value, sources: [], agent: desk.agent.name, provider, confidence: confidenceOfText, passes, usage };
    },
    async opine(question) {
      const desk = deskOf(question);
      const prepared = await prepare(desk);
      const choices = question.choices === null ? '' : ` The position must be one of: ${question.choices.join(' | ')}.`;
      const task = `Give your opinion on the question: a position in one sentence, the claims it rests on with their evidence, how sure you are from 0 to 1, and the risks. Abstain when it is not your field.${choices}`;
      const { value, usage, repairs } = await fill(desk, prepared, task, opinionForm);
      return {
        opinion: value,
        provider,
        passes: [...prepared.passes, ...repairs],
        usage: added(prepared.usage, usage),
      };
    },
    judge: (question) => judgeByModel(parts, question),
    choose: async (question) => chooseAgents(question),
  };
}

function agentOf({ agent, profile, configuration }: AgentQuestion): Agent {
  const known = profile ?? agentNamed(agent);
  return configuration === undefined ? known : { ...known, configuration };
}
