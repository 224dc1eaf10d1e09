import { Context } from '@temporalio/activity';
import { changeKnowledge } from '../../db/agent-knowledge.ts';
import type { Database } from '../../db/connection.ts';
import { readCollaborations } from '../../db/read/interactions.ts';
import { agents as shippedAgents } from '../../domain/agents.ts';
import { contentHash } from '../../domain/canonical.ts';
import { type Consensus, consensusOf } from '../../domain/consensus/consensus.ts';
import { learned } from '../../domain/consensus/knowledge.ts';
import { opinionIn, type TypedOpinion } from '../../domain/consensus/opinion.ts';
import { recordsOf } from '../../domain/consensus/record.ts';
import { claimsOfOthers, finalResponseOf, type IndividualResponse, sameBook } from '../../domain/consensus/report.ts';
import type { Judgement, Spent } from '../../domain/interaction.ts';
import { rightMin, severalAgents } from '../../domain/interaction.ts';
import { fieldOf } from '../../domain/routing/route.ts';
import { chooseAgents } from '../../domain/routing/team.ts';
import type { AgentQuestion } from '../agents/door.ts';
import { keepOpinion } from '../chat.ts';
import { withHeartbeats } from '../heartbeat.ts';
import { judgeAnswer } from './judge.ts';
import { keepInteraction } from './keep.ts';
import { type AskingDeps, nothingSpent, shelfFor } from './respond.ts';
import type { Assigned } from './route.ts';
import { configurationOf, memberOf, teamOf } from './team.ts';
import { accountOf, askingWorkflow } from './work-name.ts';

/** What several agents are to work on. */
export interface Task {
  readonly question: string;
  readonly context: string;
  readonly workspace: string;
  readonly room: string;
  readonly asker: string;
  /** What there is to choose from; null for an open question. */
  readonly choices: readonly string[] | null;
}

export interface Convened {
  readonly team: readonly Assigned[];
  readonly field: string;
}

/** Who works on a task: those who are named, or those who suit it. @throws LoomError `agent.retired` */
export const convene =
  ({ db }: { readonly db: Database }) =>
  async ({ question, workspace }: Task, roles: readonly string[] | null): Promise<Convened> => {
    const team = await teamOf(db, workspace);
    const names = roles ?? chooseAgents(question, team.active);
    const assigned = [...new Set(names)].map((name) => {
      const agent = memberOf(team, name);
      return { agent, chosen: configurationOf(agent) };
    });
    return { team: assigned, field: fieldOf(question, shippedAgents) };
  };

/** What one agent thinks of a task, kept for its room. @param others what the others said, in a second round; their names are not told */
export const opine =
  ({ db, agents }: AskingDeps) =>
  async (
    task: Task,
    { agent, chosen }: Assigned,
    others: readonly TypedOpinion[] | null,
  ): Promise<IndividualResponse & { readonly deterministic: boolean }> => {
    const begun = Date.now();
    const heard =
      others === null
        ? ''
        : `What colleagues think. Take from it what convinces you:\n${claimsOfOthers(agent.name, others)}`;
    const question: AgentQuestion = {
      ...(await shelfFor(db, task, chosen)),
      agent: agent.name,
      profile: agent,
      configuration: chosen.configuration,
      question: task.question,
      context: [task.context, heard].filter((text) => text !== '').join('\n\n'),
      account: accountOf(task.workspace),
      signal: Context.current().cancellationSignal,
    };
    const given = await withHeartbeats(() => opinionOf({ db, agents }, question, task.choices));
    if (given.answer !== '' && task.room !== '') {
      await keepOpinion(db, agent.name, { room: task.room, text: given.answer });
    }
    return { ...given, title: agent.title, tookMs: Date.now() - begun };
  };

async function opinionOf(
  { agents }: AskingDeps,
  question: AgentQuestion,
  choices: readonly string[] | null,
): Promise<Omit<IndividualResponse, 'title' | 'tookMs'> & { readonly deterministic: boolean }> {
  const agent = question.agent ?? '';
  if (agents.opine === undefined) {
    const { value, sources, confidence, provider, usage } = await agents.answer(question);
    const opinion = opinionIn(String(value), { agent, sources, confidence });
    return { ...opinion, provider, passes: [], spent: usage ?? nothingSpent, deterministic: usage === undefined };
  }
  const { opinion, provider, passes, usage } = await agents.opine({ ...question, choices });
  const sources = [...new Set(opinion.claims.map(({ evidence }) => evidence).filter((evidence) => evidence !== ''))];
  return {
    ...opinion,
    agent,
    answer: opinion.position,
    sources,
    provider,
    passes: passes.map((pass) => ({ agent, ...pass })),
    spent: usage,
    deterministic: false,
  };
}

/** What they say together, weighed by what people made of their answers before. */
export const consent =
  ({ db }: { readonly db: Database }) =>
  async ({ workspace, choices }: Task, field: string, opinions: readonly TypedOpinion[]): Promise<Consensus> => {
    const { records, policyRecord } = recordsOf(await readCollaborations(db, workspace, field));
    return consensusOf({ opinions, choices, records, policyRecord });
  };

export interface Conclusion {
  readonly finalResponse: string;
  readonly success: boolean;
  readonly judgement: Judgement;
}

const knownForMs = 7 * 24 * 3_600_000;

/** Puts it into words, judges it, and keeps it, with what the agents found out together. */
export const conclude =
  (deps: AskingDeps) =>
  async (
    task: Task,
    field: string,
    consensus: Consensus,
    responses: readonly IndividualResponse[],
    { spent, tookMs, rounds }: { readonly spent: Spent; readonly tookMs: number; readonly rounds: number },
  ): Promise<Conclusion> => {
    const { workspace, question, context } = task;
    const finalResponse = finalResponseOf(consensus, responses);
    const sources = [...new Set(responses.flatMap((each) => each.sources))];
    const sure = responses.find(({ agent }) => agent === consensus.spokenBy)?.confidence ?? 0;
    const judged = { workspace, field, question, context, answer: finalResponse, sources, confidence: sure };
    const judgement = await judgeAnswer(deps)(judged);
    await keepInteraction(deps.db, task, {
      id: askingWorkflow(),
      field,
      agent: severalAgents,
      answer: finalResponse,
      version: contentHash(responses.map(({ agent }) => agent).sort()),
      experiment: null,
      arm: null,
      tries: rounds,
      latencyMs: tookMs,
      spent,
      judgement,
      record: {
        route: null,
        configuration: null,
        sources,
        provider: [...new Set(responses.map(({ provider }) => provider))].join(', '),
        passes: responses.flatMap(({ passes }) => passes),
        judge: judgement.judge,
        judged: judgement.scores,
        guards: judgement.guards,
        stances: responses
          .filter(({ abstain }) => !abstain)
          .map(({ agent, position, confidence }) => ({ agent, position, confidence })),
        saidBy: consensus.saidBy,
        picks: consensus.ablation,
      },
    });
    // What stands in the book they all read needs not be remembered, and nobody has confirmed it.
    if (!sameBook(responses)) await share(deps.db, workspace, consensus);
    const success = consensus.answer !== '' && !consensus.undecided && judgement.quality >= rightMin;
    return { finalResponse, success, judgement };
  };

/** What more than one agent stands behind is known to all for a week. */
async function share(db: Database, workspace: string, { accepted }: Consensus): Promise<void> {
  const now = Date.now();
  const found = accepted
    .filter(({ saidBy }) => saidBy.length > 1)
    .map(({ text, saidBy, evidence, share: confidence }) => ({
      claim: text,
      by: saidBy,
      evidence,
      confidence,
      expiresAt: now + knownForMs,
    }));
  if (found.length > 0) await changeKnowledge(db, workspace, (known) => learned(known, found, now));
}
