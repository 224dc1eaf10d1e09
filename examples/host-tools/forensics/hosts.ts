import { compareMoments } from '../logs/event.ts';
import { shown, shownTime } from '../logs/shown.ts';
import type { Examination } from './examine.ts';
import type { HostReport } from './report.ts';

/** The hosts that were taken or at which somebody guessed, in the order of the inventory, with counts as evidence. */
export function reportHosts({ incident, suspicion, trail }: Examination): HostReport[] {
  return incident.inventory.hosts.flatMap(({ name, role }): HostReport[] => {
    const failures = [...suspicion.guessers.values()].map(({ failuresOn }) => failuresOn.get(name)?.count ?? 0);
    const failed_logins = failures.reduce((sum, each) => sum + each, 0);
    const since = suspicion.hosts.get(name);
    if (since === undefined && failed_logins === 0) return [];
    const way = suspicion.intrusions.find(
      ({ host, at }) => host === name && since !== undefined && compareMoments(at, since) === 0,
    );
    const did = trail.hosts.get(name);
    return [
      {
        host: name,
        role: shown(role),
        status: since === undefined ? 'targeted' : 'compromised',
        since: since === undefined ? null : shownTime(since.at),
        how: way?.how ?? null,
        evidence: {
          failed_logins,
          intruder_logins: did?.logins ?? 0,
          privileged_commands: did?.privileges ?? 0,
          web_shell_requests: did?.shellRequests ?? 0,
          bytes_taken: did?.bytesTaken ?? 0,
        },
      },
    ];
  });
}
