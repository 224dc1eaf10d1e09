'use strict';
const fs = require('node:fs');
const path = require('node:path');
const lock = require('./lock.cjs');
const dependencies = require('./dependencies.cjs');
const builds = require('./build.cjs');
const { SetupError } = require('./steps.cjs');

const root = path.join(__dirname, '..');
/** A cold `npm ci` on a slow line; whoever waits for another start sees that it waits. */
const SETUP_WAIT_MS = 30 * 60_000;

/** In a checkout packages are installed and sources built; an installed package brings both. */
function isCheckout() {
  return fs.existsSync(path.join(root, 'tsconfig.build.json')) && fs.existsSync(path.join(root, 'package-lock.json'));
}

/** Makes the checkout ready to run. Costs some milliseconds when it is; two starts at once set up once. */
async function setUp() {
  if (!isCheckout() || isReady()) return;
  const held = await takeTurn();
  try {
    if (!dependencies.areInstalled(root)) await dependencies.install(root);
    if (!builds.isBuilt(root)) await builds.build(root);
  } finally {
    held.release();
  }
}

async function takeTurn() {
  try {
    return await lock.acquire(path.join(root, '.hololoom', 'setup.lock'), {
      purpose: 'setting up',
      waitMs: SETUP_WAIT_MS,
      onWait: (owner) => process.stderr.write(`  Process ${owner.pid} is setting up already; waiting for it ...\n`),
    });
  } catch (error) {
    throw new SetupError(`HoloLoom cannot be set up in ${root}: ${error.message} Correct that and repeat the command.`);
  }
}

function isReady() {
  return dependencies.areInstalled(root) && builds.isBuilt(root);
}

/** Ends the process with the sentence for people; a stack only for what is a fault of ours. */
function giveUp(error) {
  process.stderr.write(error instanceof SetupError ? `${error.message}\n` : `${error.stack ?? error}\n`);
  process.exit(1);
}

module.exports = { setUp, giveUp, root };
