import { capabilitiesOf } from '../../dsl/estimate/capabilities.ts';
import { criticalPath } from '../../dsl/estimate/critical-path.ts';
import { estimatePlan } from '../../dsl/estimate/index.ts';
import { readSomeInputs } from '../../dsl/inputs.ts';
import { everyStep, type Implementation } from '../../dsl/plan.ts';
import { wavesOf } from '../../dsl/waves.ts';
import type { CompiledLoop, PlanReport } from '../loom.ts';

/**
 * What is known of a plan before it runs.
 * @param words the inputs that are known, as a person typed them
 * @throws LoomError `loop.inputs_wrong`
 */
export function planReport(
  { hash, plan, plans }: CompiledLoop,
  words: Readonly<Record<string, string>> = {},
): PlanReport {
  const outputs =
    plan.output === null
      ? [...new Set(everyStep(plan.steps).flatMap((step) => step.name ?? []))]
      : plan.output.t === 'object'
        ? plan.output.fields.map(([name]) => name)
        : ['value'];
  const inputs = readSomeInputs(plan, words);
  return {
    hash,
    loop: plan.loop,
    title: plan.title,
    inputs: plan.inputs.map(({ name, type, default: fallback }) => ({ name, type, required: fallback === undefined })),
    waves: wavesOf(plan),
    tools: Object.values(plan.tools).map(({ name, from, effect, implementation }) => ({
      name,
      from,
      effect,
      implementation: describeImplementation(implementation),
    })),
    outputs,
    estimate: estimatePlan(plan, inputs),
    criticalPath: criticalPath(plan, inputs),
    capabilities: capabilitiesOf(plan, new Map(Object.entries(plans)), inputs),
    limitMs: plan.limitMs ?? null,
    schedule: plan.schedule ?? null,
  };
}

function describeImplementation(implementation: Implementation): string {
  switch (implementation.kind) {
    case 'host':
      return `HOST ${implementation.name}`;
    case 'http':
      return `HTTP ${implementation.method}`;
    case 'prompt':
      return implementation.agent === null ? 'PROMPT' : `PROMPT AGENT ${implementation.agent}`;
  }
}
