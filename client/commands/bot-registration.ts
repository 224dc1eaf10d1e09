import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { localpartSchema, registrationOf } from '../../domain/room/appservice.ts';
import { define } from './command.ts';
import { filesOf } from './program.ts';

export const botRegistrationCommand = define({
  name: 'bot registration',
  aliases: [],
  summary:
    'Write the file that makes the bot an appservice of a homeserver, where agents speak from accounts of their own.',
  examples: [
    'bot registration http://127.0.0.1:9008 ./hololoom-registration.yaml',
    'bot registration http://loom.inside:9008 ./hololoom-registration.yaml --localpart weaver',
  ],
  args: z.object({
    url: z
      .url({ protocol: /^https?$/, error: 'must be an address such as http://127.0.0.1:9008' })
      .meta({ label: 'URL', description: 'Where the homeserver reaches the bot' }),
    file: z.string().meta({ label: 'FILE', description: 'Where to', completes: 'file' }),
    localpart: localpartSchema.default('loom').meta({
      label: 'NAME',
      description: 'What the bot is called there; accounts whose names begin with it and "_" are for its agents',
    }),
  }),
  positional: ['url', 'file'],
  needs: 'nothing',
  places: ['command line'],
  role: 'admin',
  async run(context, { url, file, localpart }) {
    const registration = registrationOf(url, localpart, () => randomBytes(32).toString('base64url'));
    // Every JSON text is YAML, which homeservers read.
    await filesOf(context).writeFile(file, `${JSON.stringify(registration, null, 2)}\n`, true);
    return { kind: 'registered', file, url: registration.url, account: localpart };
  },
});
