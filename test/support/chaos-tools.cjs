'use strict';
// HOST tools whose worker may be killed at any moment, loaded by a real worker through HOLOLOOM_HOST_TOOLS.
const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { z } = require('zod');

/**
 * A tool an operator would write for a step that may come twice: the first call of a key has an effect, which is a file
 * of that name, and later ones find it. Every try is noted with the process it ran in.
 */
exports.hostTools = (environment) => {
  const folder = environment.CHAOS_EFFECTS;
  const tool = (name, msMost) => ({
    name: `chaos/${name}`,
    effect: 'write',
    input: z.object({ what: z.string(), value: z.json() }),
    output: z.json(),
    async run({ what, value }, { idempotencyKey }) {
      fs.appendFileSync(
        path.join(folder, 'tries.log'),
        `${JSON.stringify({ key: idempotencyKey, pid: process.pid })}\n`,
      );
      await sleep(Math.random() * msMost);
      const file = path.join(folder, `${encodeURIComponent(idempotencyKey)}.effect`);
      if (!fs.existsSync(file)) fs.writeFileSync(file, JSON.stringify({ key: idempotencyKey, tool: name, what }));
      await sleep(Math.random() * msMost);
      return value;
    },
  });
  return [tool('act', 100), tool('undo', 100)];
};
