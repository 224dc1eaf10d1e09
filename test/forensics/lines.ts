/** Log lines as the programs write them, for stories told in tests. Times are `HH:MM:SS` on 4 March, host time. */

export const failed = (time: string, account: string, address: string): string =>
  `Mar  4 ${time} host sshd[100]: Failed password for ${account} from ${address} port 40000 ssh2`;

export const accepted = (time: string, account: string, address: string, method = 'password'): string =>
  `Mar  4 ${time} host sshd[101]: Accepted ${method} for ${account} from ${address} port 40001 ssh2`;

export const sudo = (time: string, account: string, command: string): string =>
  `Mar  4 ${time} host sudo:   ${account} : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=${command}`;

export const added = (time: string, account: string): string =>
  `Mar  4 ${time} host useradd[102]: new user: name=${account}, UID=1001, GID=1001, home=/home/x, shell=/bin/sh`;

export const request = (time: string, address: string, asked: string, status = 200, bytes = 512): string =>
  `${address} - - [04/Mar/2026:${time} +0000] "${asked} HTTP/1.1" ${status} ${bytes} "-" "curl/8"`;

/** `count` failures, one every `everySeconds`, on names that go round. */
export function guesses(
  start: string,
  address: string,
  { count = 20, everySeconds = 10, accounts = ['root', 'admin', 'deploy', 'git'] } = {},
): string[] {
  const from = Date.parse(`2026-03-04T${start}Z`);
  return Array.from({ length: count }, (_, index) => {
    const time = new Date(from + index * everySeconds * 1_000).toISOString().slice(11, 19);
    return failed(time, accounts[index % accounts.length] ?? 'root', address);
  });
}
