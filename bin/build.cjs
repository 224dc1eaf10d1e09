'use strict';
const { spawn } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { identityOf } = require('./process-identity.cjs');
const { step, SetupError } = require('./steps.cjs');

const rooms = ['domain', 'dsl', 'workflows', 'activities', 'db', 'workers', 'client', 'examples'];
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const stampName = '.built-from';

/** Whether dist/ was made from the sources as they are now; reads them all, which takes a few milliseconds. */
function isBuilt(root) {
  try {
    return fs.readFileSync(path.join(root, 'dist', stampName), 'utf8') === fingerprint(root);
  } catch {
    return false;
  }
}

/**
 * Compiles to dist/ and bundles the workflows. All is made in a folder beside dist/ and takes its place when it is
 * whole, so a build that was interrupted or failed is never run.
 */
async function build(root) {
  removeLeftovers(root);
  const from = fingerprint(root);
  const making = path.join(root, `dist.making-${process.pid}`);
  try {
    await step('Compiling', async () => {
      await runNode(root, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', making]);
      copyGenerated(root, making);
    });
    await step('Bundling the workflows', () =>
      runNode(root, [path.join(making, 'workers', 'bundle-workflows.js'), path.join(making, 'workflow-bundle.js')]),
    );
    fs.writeFileSync(path.join(making, stampName), from);
    takePlace(root, making);
  } finally {
    fs.rmSync(making, { recursive: true, force: true });
  }
}

function takePlace(root, making) {
  const dist = path.join(root, 'dist');
  const old = path.join(root, `dist.old-${process.pid}`);
  if (fs.existsSync(dist)) fs.renameSync(dist, old);
  fs.renameSync(making, dist);
  fs.rmSync(old, { recursive: true, force: true });
}

/** What builds that were killed left behind. */
function removeLeftovers(root) {
  for (const name of fs.readdirSync(root)) {
    const pid = /^dist\.(?:making|old)-(\d+)$/.exec(name)?.[1];
    if (pid && identityOf(Number(pid)) === null) fs.rmSync(path.join(root, name), { recursive: true, force: true });
  }
}

/** Generated JavaScript (the parser) is not compiled, only carried along. */
function copyGenerated(root, making) {
  for (const file of sources(root).filter((name) => /\.c?js$/.test(name))) {
    fs.cpSync(path.join(root, file), path.join(making, file));
  }
}

function fingerprint(root) {
  const hash = crypto.createHash('sha256');
  for (const file of [...settings, ...sources(root)]) {
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function sources(root) {
  return rooms
    .filter((room) => fs.existsSync(path.join(root, room)))
    .flatMap((room) =>
      fs
        .readdirSync(path.join(root, room), { recursive: true })
        .map((name) => path.join(room, name))
        .filter((name) => /\.(ts|json|c?js)$/.test(name) && fs.statSync(path.join(root, name)).isFile()),
    )
    .sort();
}

function runNode(root, args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  child.stdout.on('data', (data) => output.push(data));
  child.stderr.on('data', (data) => output.push(data));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      const said = Buffer.concat(output).toString().trim() || `It ended with ${signal ?? `exit code ${code}`}.`;
      reject(new SetupError(`The sources do not build; correct them and repeat the command.\n${said}`));
    });
  });
}

module.exports = { isBuilt, build };
