import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CompiledLoop } from '../../client/loom.ts';
import { contentHash } from '../../domain/canonical.ts';
import { compileProgram } from '../../dsl/compile.ts';
import type { Contract } from '../../dsl/contract.ts';
import { renderProblems } from '../../dsl/excerpt.ts';
import type { Plan } from '../../dsl/plan.ts';

/** Loops of other packages that the programs in `test/dsl/whole` run. */
const others = new Map([
  [
    'acme/forensic_analysis',
    {
      version: '1.2.4',
      source: `LOOP acme/forensic_analysis 1.2.4
  INPUT: incident_id: text
  TOOLS:
    - collect(id: text) -> list<text> = READ HTTP GET "https://siem.example/logs/{id}" AUTH siem_token
    - file_case(id: text, lines: any) -> {case: text} = HOST forensics/file_case
  STEPS:
    - lines = collect(incident_id)
    - filed = file_case(incident_id, lines)
  OUTPUT: filed
END
`,
    },
  ],
  [
    'team/notify_all',
    {
      version: '2.3.0',
      source: `LOOP team/notify_all 2.3.0
  INPUT: room: room, body: text
  STEPS:
    - SAY body IN room
END
`,
    },
  ],
]);

function sound(source: string, dependencies: ReadonlyMap<string, Contract>): { plan: Plan; plans: readonly Plan[] } {
  const { plan, plans, problems } = compileProgram(source, { dependencies, offline: false });
  if (plan === null) throw new Error(`It should compile:\n${renderProblems(problems, 'program.loop')}`);
  return { plan, plans };
}

function loopOf(source: string): CompiledLoop {
  const compiled = [...others].map(([name, { version, source: text }]) => {
    const { plan } = sound(text, new Map());
    const entry = { loop: plan.loop, planHash: contentHash(plan), inputs: plan.inputs };
    return { plan, contract: { package: name, version, sha256: 'e'.repeat(64), entry, tools: [] } };
  });
  const { plan, plans } = sound(source, new Map(compiled.map(({ contract }) => [contract.package, contract])));
  const all = [...plans, ...compiled.map((each) => each.plan)].map((each) => [contentHash(each), each] as const);
  return { hash: contentHash(plan), plan, plans: Object.fromEntries(all), package: null, version: null };
}

/** The programs that use the whole language, as they are compiled. */
export const wholeProgram = (name: 'incident-response' | 'canary-deploy' | 'monday-digest'): CompiledLoop =>
  loopOf(readFileSync(join(__dirname, '..', 'dsl', 'whole', `${name}.loop`), 'utf8'));

/** A loop with these lines as its steps and a tool for each of the names. */
export function loopWith(tools: readonly string[], ...lines: readonly string[]): CompiledLoop {
  const head = lines.filter((line) => /^(?:INPUT|LIMIT):/.test(line)).map((line) => `  ${line}`);
  const declared = tools.map((tool) => `    - ${tool} = HOST test/tool`);
  const steps = lines.filter((line) => !/^(?:INPUT|LIMIT|OUTPUT):/.test(line));
  const tail = lines.filter((line) => line.startsWith('OUTPUT:')).map((line) => `  ${line}`);
  return loopOf(['LOOP test', ...head, '  TOOLS:', ...declared, '  STEPS:', ...steps, ...tail, 'END', ''].join('\n'));
}
