import type { Findings } from '../forensics/report.ts';
import { isStranger } from '../forensics/suspicion.ts';
import { folderOf } from '../forensics/web-shell.ts';
import { addressBook } from '../incident/address-book.ts';
import type { ConfigurationKind, Inventory } from '../incident/schema.ts';
import { isNetworkAddress } from '../logs/address.ts';
import { counted } from '../logs/shown.ts';
import { inventoryFile, readInventory, writeInventory } from '../state/response.ts';
import type { Files } from '../state/versions.ts';
import { dropAddresses } from './nftables.ts';
import { refuseScripts } from './nginx.ts';
import { setSshdOption } from './sshd.ts';

/** One change to one file. */
export type Fix = {
  /** Null when it concerns no single host. */
  readonly host: string | null;
  readonly file: string;
  readonly what: string;
  /** Lines that went and lines that came. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
};

export interface FixPlan {
  /** The files that differ afterwards, complete. */
  readonly files: Files;
  readonly fixes: readonly Fix[];
  /** What is left to people, and why. */
  readonly left: readonly string[];
}

interface Draft {
  readonly files: Map<string, string>;
  readonly fixes: Fix[];
  readonly left: string[];
}

const loginOptions = [
  { option: 'PermitRootLogin', value: 'no' },
  { option: 'PasswordAuthentication', value: 'no' },
] as const;

/**
 * What the findings ask for: only keys for logins where passwords were guessed, the strangers' addresses blocked
 * everywhere, no scripts where a web shell lay, and the accounts that were taken locked. Planned on files that have
 * all this already, it is empty.
 */
export function planFixes(findings: Findings, files: Files): FixPlan {
  const inventory = readInventory(files);
  const draft: Draft = { files: new Map(), fixes: [], left: [] };
  const textOf = (file: string): string => draft.files.get(file) ?? files.get(file) ?? '';
  hardenLogins(draft, textOf, findings, inventory);
  blockStrangers(draft, textOf, findings, inventory);
  refuseWebShells(draft, textOf, findings, inventory);
  lockAccounts(draft, findings, inventory);
  return { ...draft, left: [...new Set(draft.left)] };
}

type TextOf = (file: string) => string;

function hardenLogins(draft: Draft, textOf: TextOf, findings: Findings, inventory: Inventory): void {
  for (const { host, evidence } of findings.hosts) {
    if (evidence.failed_logins === 0 && evidence.intruder_logins === 0) continue;
    const file = fileOf(inventory, host, 'sshd');
    if (file === null) {
      draft.left.push(`${host}: its sshd_config was not saved with the incident; allow logins by key only there`);
      continue;
    }
    for (const { option, value } of loginOptions) {
      const edit = setSshdOption(textOf(file), option, value);
      draft.left.push(...edit.exceptions.map((each) => `${host}: an exception in ${file} still says "${each}"`));
      if (edit.added === null) continue;
      draft.files.set(file, edit.text);
      const removed = edit.removed === null ? [] : [edit.removed];
      draft.fixes.push({ host, file, what: `${option} is "${value}" now`, removed, added: [edit.added] });
    }
  }
}

function blockStrangers(draft: Draft, textOf: TextOf, findings: Findings, inventory: Inventory): void {
  const book = addressBook(inventory);
  const toBlock = findings.indicators.addresses
    .filter(({ advice }) => advice === 'block')
    .map(({ address }) => address);
  // The findings came from outside this tool: whatever they say, what is ours or known is never cut off.
  const addresses = toBlock.filter((address) => isNetworkAddress(address) && isStranger(address, book));
  if (addresses.length === 0) return;
  for (const { name: host } of inventory.hosts) {
    const file = fileOf(inventory, host, 'nftables');
    const edit = file === null ? null : dropAddresses(textOf(file), addresses, findings.incident_id);
    if (file === null || edit === null) {
      draft.left.push(`${host}: no firewall rules to change; block ${addresses.join(', ')} there`);
    } else if (edit.added.length > 0) {
      draft.files.set(file, edit.text);
      const what = `${counted(edit.added.length, 'address', 'addresses')} blocked`;
      draft.fixes.push({ host, file, what, removed: [], added: edit.added });
    }
  }
}

function refuseWebShells(draft: Draft, textOf: TextOf, findings: Findings, inventory: Inventory): void {
  for (const { host, path } of findings.indicators.web_shells) {
    draft.left.push(`${host}: save a copy of the web shell ${path}, then remove it`);
    const file = fileOf(inventory, host, 'nginx');
    const edit = file === null ? null : refuseScripts(textOf(file), folderOf(path));
    if (file === null || edit === null) {
      draft.left.push(`${host}: make the web server refuse scripts in ${folderOf(path)}`);
    } else if (edit.added !== null) {
      draft.files.set(file, edit.text);
      draft.fixes.push({
        host,
        file,
        what: `Scripts in ${folderOf(path)} are refused`,
        removed: [],
        added: [edit.added],
      });
    }
  }
}

function lockAccounts(draft: Draft, findings: Findings, inventory: Inventory): void {
  let { accounts } = inventory;
  for (const { account, hosts } of findings.indicators.accounts) {
    const known = accounts.find(({ name }) => name === account);
    const reason = { state: 'locked' as const, rotate_credentials: true, locked_for: findings.incident_id };
    if (known?.state === 'locked' && known.rotate_credentials === true) continue;
    const entry = { ...(known ?? { name: account, kind: 'unknown', hosts }), ...reason };
    accounts = known === undefined ? [...accounts, entry] : accounts.map((each) => (each === known ? entry : each));
    draft.fixes.push({
      host: null,
      file: inventoryFile,
      what: `Account ${account} is locked until its credentials are changed`,
      removed: [`${account}: ${known?.state ?? 'not listed'}`],
      added: [`${account}: locked`],
    });
  }
  if (accounts !== inventory.accounts) draft.files.set(inventoryFile, writeInventory({ ...inventory, accounts }));
}

function fileOf(inventory: Inventory, host: string, kind: ConfigurationKind): string | null {
  const found = inventory.hosts.find(({ name }) => name === host);
  return found?.configuration.find((each) => each.kind === kind)?.file ?? null;
}
