'use strict';
const { spawn } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { step, SetupError } = require('./steps.cjs');

/** Whether node_modules is what the lock file says, made for this platform and this major version of Node. */
function areInstalled(root) {
  const wanted = fingerprint(root);
  if (readText(markerOf(root)) === wanted) return true;
  if (!matchesHiddenLock(root)) return false;
  // Somebody ran npm by hand: take it as done.
  fs.writeFileSync(markerOf(root), wanted);
  return true;
}

/** Installs what package-lock.json says; npm removes a half-made node_modules first, so an interrupt costs only time. */
async function install(root) {
  await step('Installing the packages of package-lock.json', (progress) => runNpm(root, progress));
  fs.writeFileSync(markerOf(root), fingerprint(root));
}

function runNpm(root, progress) {
  // Run by npm, npm names itself; else the one on PATH.
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=http'];
  const child = spawn(npm[0], [...npm.slice(1), ...args], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  const errors = [];
  let fetched = 0;
  let rest = '';
  child.stderr.on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (/ http (fetch|cache) /.test(line)) progress(`${/\.tgz/.test(line) ? ++fetched : fetched} packages fetched`);
      else if (/^npm (error|ERR!)/.test(line)) errors.push(line.replace(/^npm (error|ERR!) ?/, ''));
    }
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(new SetupError(`npm could not be started (${error.message}): install npm, then repeat the command.`));
    });
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      const cause = errors
        .filter((line) => line.trim() && !/complete log|^(code|errno|syscall) /.test(line))
        .slice(0, 3);
      const said = cause.join(' ') || `it ended with ${signal ?? `exit code ${code}`}`;
      reject(new SetupError(`npm could not install the packages: ${said} Check the network and repeat the command.`));
    });
  });
}

function fingerprint(root) {
  const lock = crypto
    .createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  return `${lock} ${process.platform}-${process.arch} node-${process.versions.node.split('.')[0]}\n`;
}

function markerOf(root) {
  return path.join(root, 'node_modules', '.hololoom-installed');
}

/** npm keeps what it installed in a lock file of its own, written last: compare that with ours. */
function matchesHiddenLock(root) {
  const hiddenText = readText(path.join(root, 'node_modules', '.package-lock.json'));
  if (hiddenText === null) return false;
  const installed = JSON.parse(hiddenText).packages;
  const wanted = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([where, { version, optional }]) => {
    if (where === '') return true;
    const found = installed[where];
    // Optional packages are those of other platforms, left out on purpose.
    return found === undefined ? optional === true : found.version === version;
  });
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

module.exports = { areInstalled, install };
