import {
  cron,
  customers,
  doorRattlers,
  failedPassword,
  keySession,
  monitoringOfLogins,
  passersBy,
  type Span,
} from './everyday.ts';
import { logText, syslog, type Writer } from './log.ts';
import { rollDice } from './random.ts';

/**
 * A false alarm: the monitoring fails to log in every five minutes, as it should; Dave forgot his password over the
 * weekend; strangers rattle at the door as they always do.
 */
const morning: Span = { from: Date.parse('2026-05-18T04:00:00Z'), to: Date.parse('2026-05-18T09:20:00Z') };
const shell: Writer = { host: 'shell-1', offsetMinutes: 120, times: 'rfc3339' };
const web: Writer = { host: 'web-3', offsetMinutes: 120, times: 'classic' };

export function inc43(): ReadonlyMap<string, string> {
  const dice = rollDice(43);
  const forgot = Date.parse('2026-05-18T06:58:20Z');
  const logins = [
    ...Array.from({ length: 9 }, (_, index) =>
      failedPassword(shell, forgot + index * 14_000, 'dave', '192.0.2.81', dice),
    ),
    syslog(shell, forgot + 900_000, 'sshd[2210]', 'Accepted password for dave from 192.0.2.81 port 50220 ssh2'),
    ...keySession(shell, forgot - 300_000, { account: 'erin', address: '192.0.2.83' }, dice),
    ...monitoringOfLogins(shell, morning, 300_000, dice),
    ...cron(shell, morning, dice),
    ...passersBy(shell, morning, 18, dice),
  ];
  const pages = [...customers(web, morning, 140, dice), ...doorRattlers(web, morning, 35, dice)];
  return new Map([
    ['logs/shell-1/auth.log', logText(logins, [], dice)],
    ['logs/web-3/access.log', logText(pages, ['client sent invalid header line'], dice)],
  ]);
}
