import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash } from '../../domain/canonical.ts';
import { compileProgram, dependenciesOf } from '../../dsl/compile.ts';
import { wavesOf } from '../../dsl/waves.ts';
import { dependencies, forensicTools, seedProgram } from '../support/contracts.ts';

/** The plan of the seed program as it was published first: plans are stored for ever, so their shape may only grow. */
const goldenFile = join(__dirname, 'golden', 'seed.plan.json');
const metadata = {
  workflow_id: 'security-incident-pro',
  name: 'Security Incident Response Pro',
  version: '2.1.0',
  author: 'security-team',
  description: 'Assess, contain, investigate, remediate, document.',
  category: 'security',
  tags: ['incident'],
  dependencies: { 'forensic-tools': '^2.0' },
  min_hololoom_version: '0.1.0',
};
const onlyForensics = new Map([['forensic-tools', forensicTools]]);

function seedPlan() {
  const { plan, problems } = compileProgram(seedProgram, { metadata, dependencies: onlyForensics, offline: false });
  expect(problems).toEqual([]);
  if (plan === null) throw new Error('The seed program has no plan.');
  return plan;
}

describe('the seed program', () => {
  it('compiles letter for letter, in two waves', () => {
    expect(wavesOf(seedPlan())).toEqual([
      ['assess', 'investigate'],
      ['contain', 'remediate', 'document'],
    ]);
  });

  it('waits for data and for nothing else', () => {
    expect(seedPlan().steps.map(({ path, after }) => [path, after])).toEqual([
      ['assess', []],
      ['contain', ['assess']],
      ['investigate', []],
      ['remediate', ['investigate']],
      ['document', ['investigate']],
    ]);
  });

  it('shows people its lines', () => {
    expect(seedPlan().steps.map(({ line, source }) => `${line}: ${source}`)).toEqual([
      '4: assess = assess_severity(incident_id)',
      '5: contain = isolate_affected_systems(assess)',
      '6: investigate = forensic_analysis(incident_id)',
      '7: remediate = apply_fixes(investigate)',
      '8: document = create_postmortem(incident_id, investigate)',
    ]);
  });

  it('has the plan and the hash it always had', () => {
    const plan = seedPlan();
    const golden = { hash: contentHash(plan), plan };
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(goldenFile, `${JSON.stringify(golden, null, 2)}\n`);
    expect(golden).toEqual(JSON.parse(readFileSync(goldenFile, 'utf8')));
  });

  it('declares what it depends on in its metadata', () => {
    expect(dependenciesOf(seedProgram, metadata)).toEqual({ declared: { 'forensic-tools': '^2.0' }, problems: [] });
    expect(dependenciesOf(seedProgram)).toEqual({ declared: {}, problems: [] });
  });

  it('is assumed to have its tools when nothing can be looked up', () => {
    const offline = compileProgram(seedProgram, { dependencies: new Map(), offline: true });
    expect(offline).toEqual({
      problems: [],
      assumed: ['assess_severity', 'isolate_affected_systems', 'forensic_analysis', 'apply_fixes', 'create_postmortem'],
      plan: null,
      plans: [],
      tools: [],
      returns: null,
    });
  });

  it('compiles the same whatever else the marketplace holds', () => {
    const { plan } = compileProgram(seedProgram, { metadata, dependencies, offline: false });
    expect(plan?.steps).toEqual(seedPlan().steps);
  });
});
