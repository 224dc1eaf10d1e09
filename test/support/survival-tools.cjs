'use strict';
// HOST tools an operator might register, loaded by a real worker through HOLOLOOM_HOST_TOOLS.
const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { z } = require('zod');

/** Each step leaves one file, named by its idempotency key: two files for one step would be an effect done twice. */
exports.hostTools = (environment) => {
  const folder = environment.SURVIVAL_EFFECTS;
  return [
    {
      name: 'survival/act',
      effect: 'write',
      input: z.object({ name: z.string(), after: z.string() }),
      output: z.string(),
      async run({ name }, { idempotencyKey, heartbeat }) {
        fs.appendFileSync(path.join(folder, 'tries.log'), `${name}\n`);
        // The third step, in which everything is killed, has sent heartbeats by then: its own, and the worker's.
        heartbeat();
        await sleep(name === 'three' ? 3_000 : 200);
        const file = path.join(folder, `${encodeURIComponent(idempotencyKey)}.effect`);
        if (!fs.existsSync(file)) fs.writeFileSync(file, name, { flag: 'wx' });
        return name;
      },
    },
  ];
};
