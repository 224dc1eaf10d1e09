import { agentNamed } from '../../domain/agents.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { chooseAgents } from '../../domain/routing/team.ts';
import { conformance } from '../../dsl/conform.ts';
import { describeType } from '../../dsl/describe-type.ts';
import type { LoopType } from '../../dsl/plan.ts';
import type { AgentDoor } from './door.ts';
import { type Library, openLibrary, type Passage } from './library.ts';

/** The provider that answers when no model is configured. */
const provider = 'runbooks';
const passageCharactersMax = 1_600;

/**
 * Agents that know the team's runbooks and nothing else: they quote the sections that fit a question, with file and
 * heading, and say that no model stands behind them. Never passed off as a model.
 * @param folder of Markdown files, read at the first question
 */
export function runbookAgents(folder: string): AgentDoor {
  let library: Promise<Library> | null = null;
  const opened = (): Promise<Library> => {
    // A folder that cannot be read now may be readable at the next try.
    library ??= openLibrary(folder).catch((error: unknown) => {
      library = null;
      throw error;
    });
    return library;
  };
  return {
    async answer({ agent, question, context = '', shape = { t: 'text' } }) {
      const shaped = shapeOf(shape);
      const { name, decisive, expertise } = agentNamed(agent);
      const passages = (await opened()).find(`${question} ${context}`, [...decisive, ...expertise]);
      return {
        value: shaped === 'list' ? passages.map(quoted) : told(passages),
        sources: passages.map(sourceOf),
        agent: name,
        provider,
        confidence: Math.round((passages[0]?.fit ?? 0) * 100) / 100,
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

function told(passages: readonly Passage[]): string {
  if (passages.length === 0) {
    return 'No model is configured on this worker, and no runbook fits this question.';
  }
  return ['No model is configured on this worker. This is what the runbooks say.', ...passages.map(quoted)].join(
    '\n\n',
  );
}

const sourceOf = ({ file, heading }: Passage): string => `${file}: ${heading}`;

function quoted(passage: Passage): string {
  return `From ${passage.file}, "${passage.heading}":\n\n${shortened(passage.text)}`;
}

/** Cut at the end of a line, and with a code block it would leave open closed. */
function shortened(text: string): string {
  if (text.length <= passageCharactersMax) return text;
  const kept = text.slice(0, text.lastIndexOf('\n', passageCharactersMax) + 1 || passageCharactersMax).trimEnd();
  const open = (kept.match(/^\s*```/gm) ?? []).length % 2 === 1;
  return `${kept}${open ? '\n```' : ''}\n…`;
}
