import { z } from 'zod';
import { offsetMinutes } from '../logs/timestamp.ts';

/** A path with `/` that stays inside the incident's folder. */
const insidePath = z
  .string()
  .max(400)
  .refine(
    (path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !/[\\:\0]/.test(path),
    'is not a path inside the incident folder, such as "logs/web-1/auth.log"',
  );
const time = z.iso.datetime({ offset: true });
const name = z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'is not a name of letters, digits, dots and hyphens');

/** `incident.json`: what was reported, and which logs were saved as evidence. */
export const incidentFileSchema = z.object({
  title: z.string().min(1).max(300),
  reported_at: time,
  reported_by: z.string().max(200).optional(),
  logs: z
    .array(z.object({ host: name, kind: z.enum(['auth', 'access']), file: insidePath }))
    .min(1)
    .max(500),
});

const offset = z
  .string()
  .refine((text) => offsetMinutes(text.replace(':', '')) !== null, 'is not an offset from UTC such as "+01:00"');

const configurationKind = z.enum(['sshd', 'nftables', 'nginx']);
const accountState = z.enum(['active', 'locked']);

/** `inventory.json`: the machines, the accounts and the addresses one knows. Fields it does not name are kept. */
export const inventorySchema = z.looseObject({
  quarantine_group: name,
  hosts: z
    .array(
      z.looseObject({
        name,
        role: z.string().max(200),
        group: name,
        addresses: z.array(z.union([z.ipv4(), z.ipv6()])).max(20),
        /** The zone its classic syslog is written in, such as `+01:00`. */
        utc_offset: offset,
        configuration: z.array(z.object({ kind: configurationKind, file: insidePath })).max(20),
      }),
    )
    .max(200),
  accounts: z
    .array(z.looseObject({ name: z.string().max(100), kind: z.string().max(50), state: accountState }))
    .max(2_000),
  /** Addresses that are no strangers. `monitoring` is refused by web pages on purpose. */
  known_addresses: z
    .array(z.looseObject({ network: z.union([z.cidrv4(), z.cidrv6()]), purpose: z.string().min(1).max(100) }))
    .max(500),
});

export type IncidentFile = z.output<typeof incidentFileSchema>;
export type Inventory = z.output<typeof inventorySchema>;
export type ConfigurationKind = z.output<typeof configurationKind>;

/** How far the host's classic syslog is ahead of UTC, in minutes. */
export function offsetOf(inventory: Inventory, host: string): number {
  const text = inventory.hosts.find(({ name }) => name === host)?.utc_offset ?? '+00:00';
  return offsetMinutes(text.replace(':', '')) ?? 0;
}
