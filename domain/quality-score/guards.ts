import { wordsOf } from '../words.ts';

/** A rule no judge can overrule: an answer that breaks it is worth nothing by itself. */
export type Guard = 'empty' | 'error' | 'refusal' | 'constant' | 'no_overlap';

export interface GuardedAnswer {
  readonly question: string;
  readonly context?: string;
  readonly answer: string;
  /** It failed or was too late. */
  readonly failed?: boolean;
  /** How many other questions got this very answer lately. */
  readonly saidElsewhere?: number;
}

const saidElsewhereMax = 2;
const refusal =
  /\b(?:i (?:can ?not|can't|am unable to|am not able to|'m unable to|won't) (?:help|assist|answer|do that|provide|comply)|as an ai\b|no runbook fits|i do not have access to that)/i;
/** Of a question and an answer; shorter ones need share no word: "Is it safe?" may be answered by "Yes". */
const wordsMin = 3;
const stemLength = 4;

/** The rules an answer breaks. */
export function guardsOf({
  question,
  context = '',
  answer,
  failed,
  saidElsewhere = 0,
}: GuardedAnswer): readonly Guard[] {
  const plain = answer.trim();
  const broken: Guard[] = [];
  if (plain === '') broken.push('empty');
  if (failed) broken.push('error');
  if (refusal.test(plain.replaceAll('’', "'"))) broken.push('refusal');
  if (saidElsewhere > saidElsewhereMax) broken.push('constant');
  if (plain !== '' && !overlaps(`${question} ${context}`, plain)) broken.push('no_overlap');
  return broken;
}

function overlaps(question: string, answer: string): boolean {
  const [asked, said] = [stems(question), stems(answer)];
  if (asked.size < wordsMin || said.size < wordsMin) return true;
  return [...asked].some((stem) => said.has(stem));
}

const stems = (text: string): Set<string> => new Set(wordsOf(text).map((word) => word.slice(0, stemLength)));
