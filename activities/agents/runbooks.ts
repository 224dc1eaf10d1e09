import { agentNamed } from '../../domain/agents.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { quotations, sourceOf, told } from '../../domain/playbook/quotation.ts';
import { chooseAgents } from '../../domain/routing/team.ts';
import { conformance } from '../../dsl/conform.ts';
import { describeType } from '../../dsl/describe-type.ts';
import type { LoopType } from '../../dsl/plan.ts';
import type { AgentDoor } from './door.ts';
import { openLibrary } from './library.ts';

/** The provider that answers when no model is configured. */
const provider = 'runbooks';

/**
 * Agents that know the team's runbooks and nothing else: they quote the sections that fit a question, with file and
 * heading, and say that no model stands behind them. Never passed off as a model.
 * @param folder of Markdown files, read at the first question
 */
export function runbookAgents(folder: string): AgentDoor {
  let library: Promise<Playbook> | null = null;
  const opened = (): Promise<Playbook> => {
    // A folder that cannot be read now may be readable at the next try.
    library ??= openLibrary(folder).catch((error: unknown) => {
      library = null;
      throw error;
    });
    return library;
  };
  return {
    async answer({ agent, profile, question, context = '', shape = { t: 'text' } }) {
      const shaped = shapeOf(shape);
      const { name, decisive, expertise } = profile ?? agentNamed(agent);
      const playbook = await opened();
      const found = playbook.find({ question, context, inclined: [...decisive, ...expertise] });
      return {
        value: shaped === 'list' ? [...quotations(found)] : told(found, playbook),
        sources: found.passages.map(sourceOf),
        agent: name,
        provider,
        confidence: Math.round(found.confidence * 100) / 100,
      };
    },
    choose: async (question) => chooseAgents(question),
  };
}

/** Which of the two shapes it can give: a text, or a list of them. @throws LoomError `agent.no_structure` */
function shapeOf(shape: LoopType): 'text' | 'list' {
  const takes = (value: Json): boolean => conformance(value, shape) === null;
  // A text no type can have thought of: one that takes it takes every text.
  if (takes('\u0001')) return 'text';
  if (takes(['\u0001'])) return 'list';
  throw new LoomError(
    'agent.no_structure',
    `No model is configured on this worker, and runbooks cannot answer as ${describeType(shape)}.`,
    'Ask for text or list<text>, or have an operator configure a model.',
  );
}
