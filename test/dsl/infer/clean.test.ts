import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompiledProgram, compileProgram, dependenciesOf } from '../../../dsl/compile.ts';
import type { Contract } from '../../../dsl/contract.ts';
import { describeType } from '../../../dsl/describe-type.ts';
import { renderProblems } from '../../../dsl/excerpt.ts';
import { parameter } from '../../support/contracts.ts';
import { examplePackages } from '../../support/packages.ts';

/** What a package offers once it is published. */
function contractOf(name: string, { plan, tools, returns }: CompiledProgram): Contract {
  const entry =
    plan === null || returns === null
      ? null
      : { loop: plan.loop, planHash: '0'.repeat(64), inputs: plan.inputs, returns };
  return { package: name, version: '1.0.0', sha256: '0'.repeat(64), entry, tools };
}

describe('a program of ours', () => {
  it.each(examplePackages().map(({ metadata }) => metadata.workflow_id))('has no problem with types: %s', (name) => {
    const contracts = new Map<string, Contract>();
    for (const { source, metadata } of examplePackages()) {
      const { declared } = dependenciesOf(source, metadata);
      const dependencies = new Map([...contracts].filter(([dependency]) => dependency in declared));
      const compiled = compileProgram(source, { dependencies, metadata, offline: false });
      if (metadata.workflow_id === name) expect(renderProblems(compiled.problems, name)).toBe('');
      contracts.set(metadata.workflow_id, contractOf(metadata.workflow_id, compiled));
    }
  });

  const folder = join(__dirname, '..', 'whole');
  const loop = (name: string, ...inputs: readonly string[]): [string, Contract] => [
    name,
    {
      package: name,
      version: '2.0.0',
      sha256: '0'.repeat(64),
      entry: { loop: name, planHash: '0'.repeat(64), inputs: inputs.map((input) => parameter(input)) },
      tools: [],
    },
  ];
  const dependencies = new Map([
    loop('acme/forensic_analysis', 'incident_id'),
    loop('team/notify_all', 'room', 'body'),
  ]);

  it.each([
    [
      'incident-response.loop',
      '{assess: {level: "low"|"high", hosts: list<text>}, contain: list<{value: {host: text, ticket: text?}?, error: text?}>?, document: text}',
    ],
    ['canary-deploy.loop', '{version: text, live: bool}'],
    ['monday-digest.loop', '{count: number, orphans: list<number>}'],
  ])('has no problem with types, and gives what it gives: %s', (file, expected) => {
    const source = readFileSync(join(folder, file), 'utf8');
    const { problems, returns } = compileProgram(source, { dependencies, offline: false });
    expect(renderProblems(problems, file)).toBe('');
    expect(returns === null ? null : describeType(returns)).toBe(expected);
  });

  it('is looked at above, every one', () => {
    expect(readdirSync(folder)).toHaveLength(3);
  });
});
