import type { AgentStatus, AgentsShelf, Ask, CollaborationReport, Reply } from '../../client/agents-shelf.ts';
import { agentNamed, agentOf, agents, newAgentSchema } from '../../domain/agents.ts';
import { consensusOf } from '../../domain/consensus/consensus.ts';
import { finalResponseOf } from '../../domain/consensus/report.ts';
import { LoomError } from '../../domain/errors.ts';
import { fieldOf, route } from '../../domain/routing/route.ts';

const nothing = { calls: 0, tokensIn: 0, tokensOut: 0, cost: 0 };
const judgement = { judge: 'rules', scores: [0.9], guards: [], quality: 0.78, confidence: 0.6, parts: [] };

export const statusOf = (name: string, more: Partial<AgentStatus> = {}): AgentStatus => ({
  agent: agentNamed(name),
  shipped: true,
  retired: false,
  atWork: 0,
  answers: 0,
  success: null,
  quality: null,
  cost: 0,
  fields: [],
  ...more,
});

/** An answer as the router of today would have it given. */
export function replyTo(question: string, id = 'ask/r-7f3k2m9q4a'): Reply {
  const found = route({ question }, { team: agents });
  const { name, title, configuration } = agentNamed(found.agents[0] ?? null);
  return {
    ...{ id, question, title, judgement },
    answer: 'Look at the error rate by release, then roll back.',
    agent: name,
    field: fieldOf(question, agents),
    sources: ['http-5xx-surge.md: First ten minutes'],
    provider: 'runbooks',
    route: found,
    configuration: { agent: name, configuration, version: 'v', chosenBy: 'agent', experiment: null, arm: null },
    expected: null,
    passes: [{ agent: name, name: 'plan', outcome: '1. look\n2. say' }],
    tries: 1,
    spent: nothing,
    latencyMs: 1_200,
  };
}

/** Two who agree and one who does not. */
export function collaborationOn(task: string): CollaborationReport {
  const said = (agent: string, position: string) => ({
    ...{
      agent,
      position,
      answer: position,
      confidence: 0.6,
      risks: [],
      abstain: false,
      sources: [`${agent}.md: Notes`],
    },
    claims: [{ text: position, evidence: `${agent}.md: Notes` }],
    title: agentNamed(agent).title,
    ...{ provider: 'runbooks', passes: [], spent: nothing, tookMs: 30 },
  });
  const responses = [
    said('security', 'Revoke the leaked key at once'),
    said('incident_response', 'Revoke the leaked key'),
    said('general', 'Write to the customers first'),
  ];
  const none = { right: 0, wrong: 30 };
  const policyRecord = { single: none, weighted: none, majority: { right: 30, wrong: 0 } };
  const consensus = consensusOf({ opinions: responses, choices: null, records: {}, policyRecord });
  return {
    ...{
      taskId: 'collaborate/r-7f3k2m9q4a',
      task,
      field: 'security',
      consensus,
      judgement,
      spent: nothing,
      tookMs: 90,
    },
    agentsInvolved: [...responses.map(({ agent }) => agent), 'deployment'],
    individualResponses: responses,
    finalResponse: finalResponseOf(consensus, responses),
    success: false,
    undecided: true,
    alpha: consensus.alpha,
    silent: [{ agent: 'deployment', why: 'It did not answer in time.' }],
    rounds: 1,
    answer: consensus.answer,
    agreement: consensus.agreement,
    quorum: 2,
    opinions: responses.map(({ agent, answer, sources, confidence }) => ({ agent, answer, sources, confidence })),
    dissent: consensus.dissent.map(({ agent, answer }) => ({ agent, answer })),
  };
}

/** Agents without services: what they say is always the same. */
export function fakeAgents(record: (name: string, ...given: unknown[]) => void): {
  readonly ask: Ask;
  readonly agents: AgentsShelf;
} {
  return {
    async ask(request, caller) {
      record('ask', request, caller);
      return replyTo(request.question);
    },
    agents: {
      async list(room) {
        record('agents.list', room);
        return agents.map(({ name }) => statusOf(name));
      },
      async status(name, room) {
        record('agents.status', name, room);
        if (!agents.some((agent) => agent.name === name)) {
          throw new LoomError('agent.unknown', `No agent is called "${name}" here.`, 'Ask another.');
        }
        const fields = [{ field: 'security', answers: 12, success: 0.75, quality: 0.71 }];
        return statusOf(name, { answers: 12, success: 0.75, quality: 0.71, fields });
      },
      async register(agent, caller) {
        record('agents.register', agent, caller);
        return statusOf(agent.name, { agent: agentOf(newAgentSchema.parse(agent)), shipped: false });
      },
      async retire(name, caller) {
        record('agents.retire', name, caller);
        return statusOf(name, { retired: true });
      },
      async route(request, caller) {
        record('agents.route', request, caller);
        const { question } = request;
        return { question, field: fieldOf(question, agents), route: route({ question }, { team: agents }) };
      },
      async collaborate(request, caller) {
        record('agents.collaborate', request, caller);
        return collaborationOn(request.task);
      },
      async react(id, key, caller) {
        record('agents.react', id, key, caller);
        return { id, quality: 0.9, confidence: 0.8, reactions: 1 };
      },
      async knowledge(room) {
        record('agents.knowledge', room);
        return [];
      },
    },
  };
}
