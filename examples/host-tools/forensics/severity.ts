import { counted, shown, shownBytes } from '../logs/shown.ts';
import type { Examination } from './examine.ts';
import { reportHosts } from './hosts.ts';
import type { Assessment, HostReport } from './report.ts';
import { peakWithin } from './tally.ts';

type Reason = Assessment['reasons'][number];

/** Lowest score of each level, highest first. */
const levels = [
  { level: 'critical', scoreMin: 75 },
  { level: 'high', scoreMin: 50 },
  { level: 'medium', scoreMin: 20 },
  { level: 'low', scoreMin: 0 },
] as const;

/**
 * How bad it is: points for the rate of guessing and its breadth, for getting in, for the use of privileges, for
 * moving on, for a web shell and for data taken; 100 at most.
 */
export function assess(examination: Examination): Assessment {
  const hosts = reportHosts(examination);
  const reasons = [
    ...reasonsOfGuessing(examination, hosts),
    ...reasonsOfIntrusion(examination, hosts),
    ...reasonsOfRefusals(examination),
    ...reasonsOfCalm(examination),
  ];
  const score = Math.min(
    100,
    reasons.reduce((sum, { points }) => sum + points, 0),
  );
  const level = levels.find(({ scoreMin }) => score >= scoreMin)?.level ?? 'low';
  return { incident_id: examination.incident.id, level, score, reasons, hosts };
}

function reasonsOfGuessing({ suspicion }: Examination, hosts: readonly HostReport[]): Reason[] {
  const guessers = [...suspicion.guessers.values()];
  const [first] = guessers;
  if (first === undefined) return [];
  const peak = Math.max(...guessers.map((each) => peakWithin(1, each)));
  const guessedAt = hosts.filter(({ evidence }) => evidence.failed_logins > 0).length;
  const who = guessers.length === 1 ? shown(first.address, 60) : counted(guessers.length, 'address', 'addresses');
  const rate = {
    points: peak >= 30 ? 25 : peak >= 10 ? 20 : 15,
    reason: `Passwords guessed by ${who}, up to ${peak} a minute`,
  };
  return guessedAt > 1 ? [rate, { points: 10, reason: `Guessed on ${guessedAt} hosts` }] : [rate];
}

function reasonsOfIntrusion({ suspicion }: Examination, hosts: readonly HostReport[]): Reason[] {
  const sum = (of: keyof HostReport['evidence']): number => hosts.reduce((all, { evidence }) => all + evidence[of], 0);
  const reasons: Reason[] = [];
  const accounts = [...suspicion.accounts.keys()].sort().map((account) => shown(account, 60));
  const taken = hosts.filter(({ status }) => status === 'compromised').map(({ host }) => host);
  if (sum('intruder_logins') > 0) {
    reasons.push({ points: 35, reason: shown(`Strangers logged in as ${accounts.join(', ')}`, 300) });
  }
  if (sum('privileged_commands') > 0) {
    reasons.push({
      points: 20,
      reason: `${counted(sum('privileged_commands'), 'privileged command')} by accounts that were taken`,
    });
  }
  if (taken.length > 1) reasons.push({ points: 10, reason: shown(`Several hosts taken: ${taken.join(', ')}`, 300) });
  if (sum('web_shell_requests') > 0) {
    reasons.push({ points: 15, reason: `A web shell answered ${counted(sum('web_shell_requests'), 'request')}` });
  }
  if (sum('bytes_taken') > 0)
    reasons.push({ points: 10, reason: `${shownBytes(sum('bytes_taken'))} went to suspects` });
  return reasons;
}

/** Says why failed logins are no reason for worry, when they are none. */
function reasonsOfCalm({ tally, suspicion }: Examination): Reason[] {
  const failing = [...tally.addresses.values()].filter(({ failures }) => failures > 0);
  if (suspicion.guessers.size > 0 || failing.length === 0) return [];
  const failures = failing.reduce((sum, each) => sum + each.failures, 0);
  const from = counted(failing.length, 'address', 'addresses');
  return [{ points: 0, reason: `${counted(failures, 'failed login')} from ${from}, none at the rate of guessing` }];
}

function reasonsOfRefusals({ tally }: Examination): Reason[] {
  if (tally.refusedPrivileges < 3) return [];
  return [{ points: 5, reason: `${tally.refusedPrivileges} requests for privileges were refused` }];
}
