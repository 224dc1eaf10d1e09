import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../domain/json.ts';
import { bundleSchema } from '../../domain/market/bundle.ts';
import { compileProgram } from '../../dsl/compile.ts';
import { conformance } from '../../dsl/conform.ts';
import type { Contract } from '../../dsl/contract.ts';
import { evaluate } from '../../dsl/evaluate.ts';
import type { Plan } from '../../dsl/plan.ts';
import { hostTools } from '../../examples/host-tools/index.ts';
import { openRoom } from './incident-folder.ts';

const folder = join(__dirname, '../../examples/packages');
const tools = hostTools({});

function readPackage(name: string) {
  const read = (file: string) => readFileSync(join(folder, name, file), 'utf8');
  const hasExamples = readdirSync(join(folder, name)).includes('expected.json');
  return bundleSchema.parse({
    source: read('program.loop'),
    metadata: JSON.parse(read('metadata.json')),
    documentation: read('README.md'),
    examples: hasExamples ? JSON.parse(read('expected.json')) : [],
  });
}

function compile(name: string, dependencies: readonly Contract[]) {
  const { source, metadata } = readPackage(name);
  return compileProgram(source, {
    metadata,
    dependencies: new Map(dependencies.map((contract) => [contract.package, contract])),
    hostTools: tools.map((tool) => tool.name),
    offline: false,
  });
}

function contractOf(name: string, dependencies: readonly Contract[]): Contract {
  const { problems, tools: exported } = compile(name, dependencies);
  expect(problems.map(({ excerpt }) => excerpt)).toEqual([]);
  return {
    package: name,
    version: readPackage(name).metadata.version,
    sha256: '0'.repeat(64),
    entry: null,
    tools: exported,
  };
}

test('the seed program stands in its package letter for letter', () => {
  expect(readPackage('security-incident-pro').source).toBe(
    [
      'LOOP security_incident_response',
      '  INPUT: incident_id',
      '  STEPS:',
      '    - assess = assess_severity(incident_id)',
      '    - contain = isolate_affected_systems(assess)',
      '    - investigate = forensic_analysis(incident_id)',
      '    - remediate = apply_fixes(investigate)',
      '    - document = create_postmortem(incident_id, investigate)',
      '  OUTPUT: {assess, contain, remediate, document}',
      'END',
      '',
    ].join('\n'),
  );
});

test('the packages compile against each other and against the tools of the worker, in two waves', () => {
  const logger = contractOf('compliance-logger', []);
  const forensics = contractOf('forensic-tools', [logger]);
  const { plan, problems } = compile('security-incident-pro', [forensics]);
  expect(problems.map(({ excerpt }) => excerpt)).toEqual([]);
  expect(plan?.steps.map(({ path, wave }) => `${path} ${wave}`)).toEqual([
    'assess 0',
    'contain 1',
    'investigate 0',
    'remediate 1',
    'document 1',
  ]);
  for (const { name, effect, implementation } of [...logger.tools, ...forensics.tools]) {
    expect(implementation).toEqual({ kind: 'host', name: expect.stringMatching(new RegExp(`/${name}$`)) });
    const registered = tools.find((tool) => implementation.kind === 'host' && tool.name === implementation.name);
    expect(registered?.effect).toBe(effect);
  }
});

test.each(['forensic-tools', 'compliance-logger'])(
  'the program in the documentation of %s runs as it stands',
  (name) => {
    const [, source = ''] = /```\n(LOOP [^`]*)```/.exec(readPackage(name).documentation) ?? [];
    const logger = contractOf('compliance-logger', []);
    const contracts = [logger, contractOf('forensic-tools', [logger])];
    const dependencies = new Map(contracts.map((contract) => [contract.package, contract]));
    const { plan, problems } = compileProgram(source, { dependencies, offline: false });
    expect(problems.map(({ excerpt }) => excerpt)).toEqual([]);
    expect(plan?.steps).toHaveLength(1);
  },
);

describe('the examples of the package', () => {
  const plan = compile('security-incident-pro', [contractOf('forensic-tools', [contractOf('compliance-logger', [])])])
    .plan!;
  const { examples } = readPackage('security-incident-pro');

  /** Runs the steps one after another, with the real tools; the interpreter has tests of its own. */
  async function run({ steps, tools: planned, output }: Plan, inputs: Readonly<Record<string, Json>>): Promise<Json> {
    const room = await openRoom(join(__dirname, '../../examples/incidents'));
    const scope = new Map(Object.entries(inputs));
    for (const step of steps) {
      if (step.kind !== 'call') throw new Error(`${step.path} is no call.`);
      const tool = planned[step.tool]!;
      const given = step.arguments.map(([name, value]) => [name, evaluate(value, scope)]);
      if (tool.implementation.kind !== 'host') throw new Error(`${step.path} calls no HOST tool.`);
      const result = await room.call<Json>(tool.implementation.name, Object.fromEntries(given), `run#${step.path}`);
      expect(conformance(result, tool.returns)).toBeNull();
      scope.set(step.path, result);
    }
    await room.remove();
    return evaluate(output!, scope);
  }

  test.each(examples.map((example) => [JSON.stringify(example.inputs), example] as const))(
    'hold for %s',
    async (_, { inputs, output }) => {
      expect(await run(plan, inputs)).toMatchObject(output as object);
    },
  );
});
