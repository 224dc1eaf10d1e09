'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');

/**
 * Tells one process from a later one that was given the same number: the moment it started, and on Linux the boot it
 * started in.
 * @param {number} pid
 * @returns {string | null} null when no such process lives (a zombie is dead)
 */
function identityOf(pid) {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid) {
  let stat;
  try {
    stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name in parentheses may hold anything, also parentheses; the fields that count come after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  return state === 'Z' || state === 'X' ? null : `${bootId()}/${startTicks}`;
}

function bootId() {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'boot';
  }
}

function fromPs(pid) {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

module.exports = { identityOf };
