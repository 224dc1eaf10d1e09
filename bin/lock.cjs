'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { identityOf } = require('./process-identity.cjs');

/**
 * A lock between processes that survives any of them being killed, made of files only.
 *
 * The lock is a folder of numbered files; the file with the highest number says who holds it. To take the lock over from
 * a holder that is dead or done, a process makes the next number, which only one can. The highest file is never removed
 * (letting go marks it), so numbers never go back, and a slow process that makes a number below the highest sees so and
 * steps back. That is what a single lock file cannot have: there, two that find it stale remove each other's.
 *
 * @typedef {{ pid: number, identity: string | null, purpose: string, released: boolean }} Owner
 * @typedef {{ release: () => void }} Held
 */

/**
 * @param {string} folder made when missing
 * @param {string} purpose what the lock is held for, in words, shown to those who wait
 * @returns {Held | Owner} `Held` when it is ours now, else who has it
 */
function tryAcquire(folder, purpose) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (;;) {
    const top = highest(folder);
    if (top > 0) {
      const owner = read(path.join(folder, String(top)));
      if (owner === null) continue;
      if (isHolding(owner)) return owner;
    }
    const mine = path.join(folder, String(top + 1));
    if (!create(folder, mine, describe(purpose, false))) continue;
    if (highest(folder) > top + 1) {
      fs.rmSync(mine, { force: true });
      continue;
    }
    sweep(folder, top + 1);
    return { release: () => replace(folder, mine, describe(purpose, true)) };
  }
}

/**
 * Waits for the lock.
 * @param {string} folder
 * @param {{ purpose: string, waitMs: number, onWait?: (owner: Owner) => void, signal?: AbortSignal }} options `onWait` is
 *   called once, when it has to wait; `signal` ends the wait
 * @returns {Promise<Held>}
 * @throws Error naming the holder when the wait is over
 */
async function acquire(folder, { purpose, waitMs, onWait, signal }) {
  const end = Date.now() + waitMs;
  let told = false;
  for (;;) {
    signal?.throwIfAborted();
    const result = tryAcquire(folder, purpose);
    if ('release' in result) return result;
    if (!told) onWait?.(result);
    told = true;
    if (Date.now() > end) throw new Error(`Process ${result.pid} still holds ${folder} (${result.purpose}).`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isHolding(owner) {
  return !owner.released && owner.identity !== null && identityOf(owner.pid) === owner.identity;
}

function describe(purpose, released) {
  return JSON.stringify({ pid: process.pid, identity: identityOf(process.pid), purpose, released });
}

function highest(folder) {
  return Math.max(0, ...fs.readdirSync(folder).map((name) => (/^\d+$/.test(name) ? Number(name) : 0)));
}

/** @returns {Owner | null} null when the file is gone */
function read(file) {
  let text;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    // Files appear whole, so only a failing disk leaves this; nobody holds a lock by it.
    return { pid: 0, identity: null, purpose: 'unreadable', released: true };
  }
}

function draft(folder, text) {
  const file = path.join(folder, `draft-${process.pid}-${crypto.randomBytes(6).toString('hex')}`);
  fs.writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** Makes `file` whole and only when it does not exist: a hard link does both in one step. */
function create(folder, file, text) {
  const from = draft(folder, text);
  try {
    fs.linkSync(from, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(from, { force: true });
  }
}

function replace(folder, file, text) {
  // The folder may have been deleted under us, with the lock: nothing is left to let go of.
  if (fs.existsSync(file)) fs.renameSync(draft(folder, text), file);
}

/** Old numbers, and drafts of processes that were killed between two lines. */
function sweep(folder, top) {
  for (const name of fs.readdirSync(folder)) {
    const draftPid = /^draft-(\d+)-/.exec(name)?.[1];
    const isOld = /^\d+$/.test(name) && Number(name) < top;
    const isLeft = draftPid !== undefined && identityOf(Number(draftPid)) === null;
    if (isOld || isLeft) fs.rmSync(path.join(folder, name), { force: true });
  }
}

module.exports = { tryAcquire, acquire };
