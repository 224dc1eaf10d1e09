import type { Findings } from './report.ts';

/** What people should do after the tools have done their part, most pressing first. */
export function followUps(findings: Findings, left: readonly string[]): readonly string[] {
  const { hosts, indicators, timeline } = findings;
  const taken = hosts.filter(({ status }) => status === 'compromised');
  const kinds = new Set(timeline.map(({ kind }) => kind));
  const accounts = indicators.accounts.map(({ account }) => account).join(', ');
  return [
    ...(kinds.has('data_taken') ? ['Find out what the data that left held, and whom to tell about it.'] : []),
    ...left.map((each) => `${each}.`),
    ...(accounts === '' ? [] : [`Change all credentials of ${accounts}, wherever they are used.`]),
    ...(taken.length === 0
      ? []
      : [`Rebuild ${taken.map(({ host }) => host).join(', ')} from a clean image before leaving quarantine.`]),
    ...(kinds.has('login_to_check')
      ? ['Ask the owners of the accounts whether the logins marked for checking were theirs.']
      : []),
    ...(kinds.has('lateral_movement')
      ? ['Let servers reach each other only where they must: the way from host to host was open.']
      : []),
    ...(kinds.has('privilege') ? ['Give service accounts only the commands they need in sudoers.'] : []),
    ...detection(findings),
  ];
}

function detection({ timeline, reported_at }: Findings): string[] {
  const [first] = timeline;
  if (first === undefined) return [];
  const minutes = Math.round((Date.parse(reported_at) - Date.parse(first.at)) / 60_000);
  if (minutes <= 0) return [];
  const after = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
  return [`Alert on many failed logins from one address: the report came ${after} after the first sign.`];
}
