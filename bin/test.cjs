#!/usr/bin/env node
'use strict';
require('./node-version.cjs');
const { spawn } = require('node:child_process');
const path = require('node:path');
const { setUp, giveUp, root } = require('./setup.cjs');

/** What `npm test` runs: the set-up of a first start, then jest with the arguments given. */
async function test() {
  await setUp();
  const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(process.execPath, [jest, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
  // A terminal sends Ctrl-C to jest as well: let it stop its services, then end as it ends.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('close', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

test().catch(giveUp);
