import { contentHash } from '../../domain/canonical.ts';
import type { Contract } from '../../dsl/contract.ts';
import type { LoopType, Parameter, PlannedTool } from '../../dsl/plan.ts';

const text: LoopType = { t: 'text' };
const any: LoopType = { t: 'any' };

export function parameter(name: string, type: LoopType = any): Parameter {
  return { name, type };
}

/** A tool of a package, done by `HOST <package>/<name>`. */
function tool(from: string, name: string, parameters: readonly Parameter[], effect: 'read' | 'write'): PlannedTool {
  const implementation = { kind: 'host', name: `${from}/${name}` } as const;
  return { name, from: null, parameters, returns: any, effect, implementation };
}

/** The toolbox the seed program depends on, with the signatures its example package declares. */
export const forensicTools: Contract = {
  package: 'forensic-tools',
  version: '2.1.0',
  sha256: 'f'.repeat(64),
  entry: null,
  tools: [
    tool('forensics', 'assess_severity', [parameter('incident_id', text)], 'read'),
    tool('forensics', 'isolate_affected_systems', [parameter('assessment')], 'write'),
    tool('forensics', 'forensic_analysis', [parameter('incident_id', text)], 'read'),
    tool('forensics', 'apply_fixes', [parameter('findings')], 'write'),
    tool('forensics', 'create_postmortem', [parameter('incident_id', text), parameter('findings')], 'write'),
  ],
};

const alerts: Contract = {
  package: 'acme/alerts',
  version: '1.0.3',
  sha256: 'a'.repeat(64),
  entry: null,
  tools: [
    tool('alerts', 'notify', [parameter('who', text)], 'write'),
    tool('alerts', 'page', [parameter('who', text)], 'write'),
  ],
};

const digest: Contract = {
  package: 'team/monday_digest',
  version: '0.3.0',
  sha256: 'd'.repeat(64),
  entry: {
    loop: 'team/monday_digest',
    planHash: '0'.repeat(64),
    inputs: [parameter('repos', { t: 'list', of: text })],
  },
  tools: [tool('digest', 'notify', [parameter('who', text)], 'write')],
};

/** What the programs in test/dsl/whole depend on. */
export const wholeDependencies: ReadonlyMap<string, Contract> = new Map(
  [
    loopContract('acme/forensic_analysis', '1.2.3', [parameter('incident_id', text)]),
    loopContract('team/notify_all', '3.1.0', [parameter('room', { t: 'room' }), parameter('body', text)]),
  ].map((contract) => [contract.package, contract]),
);

function loopContract(name: string, version: string, inputs: readonly Parameter[]): Contract {
  const entry = { loop: name, planHash: contentHash(name), inputs };
  return { package: name, version, sha256: contentHash(`${name}@${version}`), entry, tools: [] };
}

/** What the marketplace holds in the tests of the language. */
export const dependencies: ReadonlyMap<string, Contract> = new Map(
  [forensicTools, alerts, digest].map((contract) => [contract.package, contract]),
);

export const seedProgram = `LOOP security_incident_response
  INPUT: incident_id
  STEPS:
    - assess = assess_severity(incident_id)
    - contain = isolate_affected_systems(assess)
    - investigate = forensic_analysis(incident_id)
    - remediate = apply_fixes(investigate)
    - document = create_postmortem(incident_id, investigate)
  OUTPUT: {assess, contain, remediate, document}
END
`;
