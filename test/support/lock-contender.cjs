'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { acquire } = require('../../bin/lock.cjs');
const { identityOf } = require('../../bin/process-identity.cjs');

/**
 * `node lock-contender.cjs FOLDER ROUNDS DEADLY`: takes the lock again and again. Inside, it writes who it is to a file
 * and notes a violation when somebody living is named there already. With DEADLY it kills itself while it holds it.
 */
const [folder, rounds, deadly] = [process.argv[2], Number(process.argv[3]), process.argv[4] === 'deadly'];
const inside = path.join(folder, 'inside');
const note = (line) => fs.appendFileSync(path.join(folder, 'notes'), `${line}\n`);

async function contend() {
  for (let round = 0; round < rounds; round += 1) {
    const held = await acquire(path.join(folder, 'lock'), { purpose: 'a test', waitMs: 20_000 });
    const before = fs.existsSync(inside) ? fs.readFileSync(inside, 'utf8').split(' ') : null;
    if (before && identityOf(Number(before[0])) === before[1]) note(`violation ${before[0]} ${process.pid}`);
    fs.writeFileSync(inside, `${process.pid} ${identityOf(process.pid)}`);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    if (deadly && round === rounds - 1) process.kill(process.pid, 'SIGKILL');
    fs.rmSync(inside);
    note('held');
    held.release();
  }
}

contend();
