#!/usr/bin/env node
'use strict';
require('./node-version.cjs');
const path = require('node:path');
const { setUp, giveUp, root } = require('./setup.cjs');

// What `npm start` and `npx hololoom` run. Without a command it is `up`: the services and the room in the terminal.
if (process.argv.length === 2) process.argv.push('up');
setUp().then(() => {
  require('node:module').enableCompileCache?.();
  require(path.join(root, 'dist', 'client', 'cli', 'main.js'));
}, giveUp);
