import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readWhole, writeWhole } from './state.ts';

/** The names people and rooms of an embedded homeserver end with: never looked up anywhere but on this machine. */
export const serverName = 'hololoom.localhost';

/**
 * How much a user may do: `default` is what homeservers out there allow (an event every five seconds, ten at once);
 * `relaxed` knows no limits, and hashes passwords quickly: for tests.
 */
export type SynapseProfile = 'default' | 'relaxed';

const secretsSchema = z.object({
  registration: z.string().min(32),
  macaroons: z.string().min(32),
  forms: z.string().min(32),
});
export type SynapseSecrets = z.infer<typeof secretsSchema>;

/** The secrets of a homeserver, made at random the first time. */
export function openSecrets(folder: string): SynapseSecrets {
  const file = join(folder, 'secrets.json');
  const known = readWhole(file, secretsSchema);
  if (known !== null) return known;
  const secret = () => randomBytes(32).toString('base64url');
  const made = { registration: secret(), macaroons: secret(), forms: secret() };
  writeWhole(file, made);
  return made;
}

/** Follows from the secrets, so that an account half made is found again; nobody without them can tell. */
export function passwordOf(secrets: SynapseSecrets, user: string): string {
  return createHmac('sha256', secrets.registration).update(`password of ${user}`).digest('base64url').slice(0, 20);
}

export interface HomeserverSettings {
  /** The server's own folder in the state folder. */
  readonly folder: string;
  readonly port: number;
  readonly secrets: SynapseSecrets;
  readonly profile: SynapseProfile;
  /** Files of appservices, as `hololoom bot registration` writes them. */
  readonly registrations?: readonly string[];
}

/** Writes homeserver.yaml; every JSON text is YAML. @returns its path */
export function writeSettings({ folder, port, secrets, profile, registrations = [] }: HomeserverSettings): string {
  const logging = join(folder, 'log.yaml');
  writeWhole(logging, {
    version: 1,
    formatters: { plain: { format: '%(asctime)s %(levelname)s %(name)s: %(message)s' } },
    handlers: { console: { class: 'logging.StreamHandler', formatter: 'plain' } },
    root: { level: 'WARNING', handlers: ['console'] },
  });
  const file = join(folder, 'homeserver.yaml');
  writeWhole(file, {
    server_name: serverName,
    public_baseurl: `http://127.0.0.1:${port}/`,
    pid_file: join(folder, 'homeserver.pid'),
    listeners: [{ port, type: 'http', tls: false, bind_addresses: ['127.0.0.1'], resources: [{ names: ['client'] }] }],
    database: { name: 'sqlite3', args: { database: join(folder, 'homeserver.db') } },
    media_store_path: join(folder, 'media'),
    signing_key_path: join(folder, 'signing.key'),
    log_config: logging,
    registration_shared_secret: secrets.registration,
    macaroon_secret_key: secrets.macaroons,
    form_secret: secrets.forms,
    report_stats: false,
    // It talks to no other homeserver.
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    federation_domain_whitelist: [],
    presence: { enabled: false },
    app_service_config_files: registrations,
    ...(profile === 'relaxed' ? relaxed : {}),
  });
  return file;
}

const unlimited = { per_second: 1_000, burst_count: 1_000 };
const relaxed = {
  bcrypt_rounds: 4,
  rc_message: unlimited,
  rc_registration: unlimited,
  rc_room_creation: unlimited,
  rc_admin_redaction: unlimited,
  rc_login: { address: unlimited, account: unlimited, failed_attempts: unlimited },
  rc_joins: { local: unlimited, remote: unlimited },
  rc_invites: { per_room: unlimited, per_user: unlimited, per_issuer: unlimited },
};
