import type { Judgement, Spent, WorkPass } from '../interaction.ts';
import type { AcceptedClaim, Consensus } from './consensus.ts';
import type { TypedOpinion } from './opinion.ts';

/** What one agent gave to a collaboration. */
export interface IndividualResponse extends TypedOpinion {
  readonly title: string;
  readonly provider: string;
  readonly passes: readonly WorkPass[];
  readonly spent: Spent;
  readonly tookMs: number;
}

/** What several agents made of a task. */
export interface CollaborationReport {
  readonly taskId: string;
  readonly task: string;
  readonly field: string;
  readonly agentsInvolved: readonly string[];
  readonly individualResponses: readonly IndividualResponse[];
  readonly consensus: Consensus;
  /** What is said together, by whom, what they do not share, and the risks they see. */
  readonly finalResponse: string;
  /** It seems good enough, and they agree; people may say otherwise later. */
  readonly success: boolean;
  /** They did not agree beyond chance, also after they had heard each other. */
  readonly undecided: boolean;
  readonly judgement: Judgement;
  /** Krippendorff's alpha; null when fewer than two spoke. */
  readonly alpha: number | null;
  /** Those of whom nothing came in time, and why. */
  readonly silent: readonly { readonly agent: string; readonly why: string }[];
  /** 2 when they heard each other. */
  readonly rounds: 1 | 2;
  readonly spent: Spent;
  readonly tookMs: number;
  /** What a LOOP program sees of it. */
  readonly answer: string;
  readonly agreement: number;
  readonly quorum: number;
  readonly opinions: readonly Pick<TypedOpinion, 'agent' | 'answer' | 'sources' | 'confidence'>[];
  readonly dissent: readonly { readonly agent: string; readonly answer: string }[];
}

const acceptedShownMax = 8;

/** Whether all of them read from one book: then nobody has confirmed what another says. */
export function sameBook(responses: readonly Pick<IndividualResponse, 'provider' | 'spent'>[]): boolean {
  return responses.every(({ provider, spent }) => spent.calls === 0 && provider === responses[0]?.provider);
}

/** The response in words: only what was accepted, each with who says it; what is not shared is said to be so. */
export function finalResponseOf(
  consensus: Consensus,
  responses: readonly Pick<IndividualResponse, 'agent' | 'title' | 'provider' | 'spent'>[],
): string {
  const { answer, saidBy, accepted, dissent, risks, abstained, undecided } = consensus;
  const who = (names: readonly string[]): string =>
    names.length > 2 && names.length === responses.length
      ? 'all'
      : names.map((name) => responses.find(({ agent }) => agent === name)?.title ?? name).join(', ');
  if (answer === '') return 'Nobody had anything to say to this.';
  const claims = accepted.filter(({ text }) => text !== answer);
  const more = claims.length - acceptedShownMax;
  return [
    `${undecided ? 'They say different things. Most weight has' : 'Answer'} (${who(saidBy)}): ${answer}`,
    section('Agreed', [
      ...claims.slice(0, acceptedShownMax).map((claim) => claimLine(claim, who)),
      ...(more > 0 ? [`and ${more} more of these`] : []),
    ]),
    section(
      'Not shared',
      dissent.map(({ agent, answer: said, against }) =>
        against === null ? `${who([agent])}: ${said}` : `${who([agent])}, against "${against}": ${said}`,
      ),
    ),
    section(
      'Risks',
      risks.map(({ agent, risk }) => `${risk} [${who([agent])}]`),
    ),
    sameBook(responses) && saidBy.length > 1
      ? `They quote the same ${responses[0]?.provider}, so that they agree says little.`
      : '',
    abstained.length === 0 ? '' : `Nothing to say: ${who(abstained)}.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function claimLine({ text, saidBy, evidence }: AcceptedClaim, who: (names: readonly string[]) => string): string {
  return `${text} [${who(saidBy)}${evidence.length === 0 ? '' : `; ${evidence.join(', ')}`}]`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}:\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

/** What others claimed, without who did: what an agent hears before it thinks again. */
export function claimsOfOthers(
  agent: string,
  responses: readonly Pick<TypedOpinion, 'agent' | 'position' | 'claims'>[],
): string {
  return responses
    .filter((each) => each.agent !== agent)
    .flatMap(({ position, claims }, at) => [
      `Colleague ${at + 1} stands for: ${position}`,
      ...claims.map(({ text, evidence }) => `  - ${text}${evidence === '' ? '' : ` (${evidence})`}`),
    ])
    .join('\n');
}
