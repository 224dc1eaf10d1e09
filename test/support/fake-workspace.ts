import type { MarketWorkspace, PreparedChange, WorkspaceView } from '../../client/market-workspace.ts';
import type { Installed } from '../../domain/market/generation.ts';
import { settingsOf } from '../../domain/market/settings.ts';

const untouched = { hosts: [], secrets: [], agents: [], hostTools: [], rooms: [], people: [], writes: [] };

/** `acme/edr 1.2.0`, asked for by name. */
export function installedEntry(text: string, change: Partial<Installed> = {}): Installed {
  const [name = '', version = ''] = text.split(' ');
  return {
    package: name,
    version,
    sha256: 'a'.repeat(64),
    keyId: null,
    planHash: 'b'.repeat(64),
    loop: name,
    direct: true,
    range: `^${version}`,
    autoUpdate: false,
    uses: {},
    powers: untouched,
    minHololoom: '0.1.0',
    ...change,
  };
}

export const workspace: WorkspaceView = {
  workspace: 'terminal',
  generation: 2,
  entries: [
    installedEntry('compliance-logger 1.0.0', { direct: false, range: null }),
    installedEntry('security-incident-pro 2.1.0', { autoUpdate: true }),
  ],
  settings: settingsOf({}),
  avoided: [],
};

export const preparedChange: PreparedChange = {
  request: { kind: 'install', package: 'security-incident-pro', range: null, autoUpdate: null },
  workspace: 'terminal',
  base: 0,
  hash: `4c1e9a${'0'.repeat(58)}`,
  entries: workspace.entries,
  idle: false,
  changes: [
    { package: 'compliance-logger', from: null, to: '1.0.0', direct: false },
    { package: 'security-incident-pro', from: null, to: '2.1.0', direct: true },
  ],
  growth: [
    {
      package: 'security-incident-pro',
      powers: { hosts: ['siem.example'], secrets: ['siem_token'], writes: ['isolate (forensic-tools)'] },
    },
  ],
  sizes: { packages: 2, sourceBytes: 2_048, planBytes: 0 },
  needsYes: true,
  moves: [],
  schedules: [],
};

/** A room with one package and what that needs; a request for `quiet` needs no yes, and one for `same` changes nothing. */
export function fakeWorkspace(record: (name: string, ...given: unknown[]) => void): MarketWorkspace {
  return {
    async prepare(request, caller) {
      record('market.prepare', request, caller);
      const named = request.kind === 'update' ? request.packages?.[0] : request.package;
      return {
        ...preparedChange,
        request,
        needsYes: named !== 'quiet' && request.kind !== 'uninstall',
        idle: named === 'same',
      };
    },
    async apply(request, agreed, caller) {
      record('market.apply', request, agreed, caller);
      return { workspace: 'terminal', generation: 1, before: 0 };
    },
    async installed(room) {
      record('market.installed', room);
      return workspace;
    },
    async outdated(room) {
      record('market.outdated', room);
      const none = { update: null, waiting: null, beyond: null, yanked: false };
      return [
        {
          ...none,
          package: 'security-incident-pro',
          installed: '2.1.0',
          range: '^2.1.0',
          update: '2.2.0',
          beyond: '3.0.0',
        },
        { ...none, package: 'compliance-logger', installed: '1.0.0', range: '^1.0.0', yanked: true },
      ];
    },
    async generations(room) {
      record('market.generations', room);
      const changes = preparedChange.changes;
      const view = { at: '2026-11-24T03:00:00.000Z', by: 'dana', packages: 2, changes };
      return [
        { ...view, number: 2, current: true, reason: 'update' },
        { ...view, number: 1, current: false, reason: 'install security-incident-pro' },
      ];
    },
    async rollback(to, caller) {
      record('market.rollback', to, caller);
      return { workspace: 'terminal', generation: to ?? 1, before: 2 };
    },
    async settings(change, caller) {
      record('market.settings', change, caller);
      return settingsOf(change);
    },
  };
}
