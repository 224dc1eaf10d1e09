import { z } from 'zod';
import type { JudgeQuestion, ModelVerdict } from '../door.ts';
import type { ModelParts } from './call.ts';
import { dataBlock, rules } from './data-block.ts';
import { added, fillIn, formOf, nothingUsed } from './structured.ts';

const gradeForm = formOf(z.object({ grade: z.enum(['1', '2', '3', '4', '5']) }));
const rubric = [
  'whether it answers what was asked',
  'whether what it says is right, as far as can be told',
  'whether one can act on it at once',
  'whether it says what it does not know',
] as const;
const judgeTokens = 64;
const scale = { least: 1, span: 4 } as const;

/** Two passes with the rubric in opposite orders: where they differ, the order was judged and not the answer. */
export async function judgeByModel(
  parts: ModelParts,
  { question, answer, account, signal }: JudgeQuestion,
): Promise<ModelVerdict> {
  let usage = nothingUsed;
  const scores: number[] = [];
  for (const [at, points] of [rubric, [...rubric].reverse()].entries()) {
    const material = [dataBlock('question', question), dataBlock('answer', answer)];
    const filled = await fillIn(
      parts,
      {
        agent: 'judge',
        purpose: `judge.${at}`,
        system: `You grade answers. Length is no merit.\n\n${rules}`,
        prompt: `${(at === 0 ? material : material.reverse()).join('\n\n')}\n\nGrade the answer from 1 (useless) to 5 (as good as it gets) by ${points.join('; ')}.`,
        temperature: 0,
        maxTokens: judgeTokens,
        ...(account === undefined ? {} : { account }),
        signal,
      },
      gradeForm,
    );
    usage = added(usage, filled.usage);
    scores.push((Number(filled.value.grade) - scale.least) / scale.span);
  }
  return { scores, judge: `${parts.settings.provider}:${parts.settings.model}`, usage };
}
