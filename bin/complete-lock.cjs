'use strict';
const fs = require('node:fs');
const path = require('node:path');

/**
 * `node bin/complete-lock.cjs`: adds to package-lock.json the packages of other platforms that npm left out.
 *
 * npm drops an optional package it cannot fetch while it writes the lock file (a mirror without it, or npm issue 4828),
 * and then `npm ci` refuses the lock file everywhere. The versions are exact in their parents, so the entries can be
 * written down without fetching anything; only the checksum is missing, which that platform's npm asks the registry for.
 * A test fails when an entry is missing.
 */
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = [
  'arm64',
  'arm',
  'armv7',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'x64',
  'wasm32',
];

/** Optional packages without an entry: `{ name, version, dev }`, from the parsed lock file. */
function missing({ packages }) {
  const found = [];
  for (const [where, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!isFound(packages, where, name)) found.push({ name, version, dev: entry.dev === true });
    }
  }
  return found;
}

/** Looks where Node would: beside the package, then in the node_modules of each folder above. */
function isFound(packages, where, name) {
  for (let folder = where; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder ? `${folder}/` : ''}node_modules/${name}` in packages) return true;
    if (folder === '' || !folder.includes('/node_modules/')) return `node_modules/${name}` in packages;
  }
}

/** What the package's name says about the platform it is for: `@swc/core-linux-arm-gnueabihf`. */
function platform(name) {
  const words = name.split(/[/-]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : [];
  return {
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc.length > 0 ? { libc } : {}),
    ...(os.length > 0 ? { os } : {}),
  };
}

function complete(file) {
  const lock = JSON.parse(fs.readFileSync(file, 'utf8'));
  const added = missing(lock);
  for (const { name, version, dev } of added) {
    if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${name} is wanted as ${version}, which is no exact version.`);
    lock.packages[`node_modules/${name}`] = { version, ...platform(name), ...(dev ? { dev } : {}), optional: true };
  }
  if (added.length > 0) fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  return added;
}

if (require.main === module) {
  const added = complete(path.join(__dirname, '..', 'package-lock.json'));
  process.stdout.write(`${added.length} added${added.map(({ name }) => `\n${name}`).join('')}\n`);
}

module.exports = { missing };
