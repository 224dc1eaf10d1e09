import { z } from 'zod';
import { limits } from '../limits.ts';

const text = z.string().trim().max(limits.textCharactersMax);

/** What an agent says to a task, field by field; all that a model may fill in. */
export const opinionSchema = z.strictObject({
  /** What to do or what is so, in a sentence; one of the choices when there are any. */
  position: text,
  claims: z.array(z.strictObject({ text: text.min(1), evidence: text })).max(limits.claimsMax),
  confidence: z.number().min(0).max(1),
  risks: z.array(text.min(1)).max(limits.claimsMax),
  /** It has nothing to say to this. */
  abstain: z.boolean(),
});
export type StatedOpinion = z.infer<typeof opinionSchema>;

export interface TypedOpinion extends StatedOpinion {
  readonly agent: string;
  /** The whole of it, as people read it. */
  readonly answer: string;
  readonly sources: readonly string[];
}

const wordsMin = 4;

/**
 * The opinion in a text: its first statement is the position, its statements are the claims, each resting on the source it
 * stands under. For answers of those who cannot fill in fields.
 * @param sources as `From …` names them at the head of a quotation
 */
export function opinionIn(
  answer: string,
  { agent, sources, confidence }: Pick<TypedOpinion, 'agent' | 'sources' | 'confidence'>,
): TypedOpinion {
  let evidence = sources[0] ?? '';
  const claims: StatedOpinion['claims'] = [];
  for (const line of withoutCode(answer).split('\n')) {
    const quoted = /^From (\S+), "(.+)":$/.exec(line.trim());
    if (quoted !== null) evidence = `${quoted[1]}: ${quoted[2]}`;
    else {
      for (const statement of statementsIn(line)) {
        claims.push({ text: statement.slice(0, limits.textCharactersMax), evidence });
      }
    }
  }
  const abstain = sources.length === 0 && confidence === 0;
  const kept = abstain ? [] : claims.slice(0, limits.claimsMax);
  const position = (kept[0]?.text ?? answer.trim()).slice(0, limits.textCharactersMax);
  return { agent, answer, sources, position, claims: kept, confidence, risks: [], abstain };
}

const withoutCode = (answer: string): string => answer.replaceAll(/```[\s\S]*?(?:```|$)/g, '');

const preamble = /^(?:No model is configured|This is what the runbooks say|More in \S+:|See also:)/;

function statementsIn(line: string): readonly string[] {
  const plain = line
    .replace(/^\s*(?:[-*]|\d+[.)])\s+/, '')
    .replaceAll(/[*_]{2}/g, '')
    .trim();
  if (plain.startsWith('#') || plain.startsWith('|')) return [];
  return plain
    .split(/(?<=[.!?])\s+(?=[A-Z"`])/)
    .map((statement) => statement.trim())
    .filter((statement) => statement.split(/\s+/).length >= wordsMin && !preamble.test(statement));
}
