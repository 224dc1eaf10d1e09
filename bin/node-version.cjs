'use strict';

/** Plain old syntax, so that a Node far too old can still read this sentence and say it. */
var parts = process.versions.node.split('.').map(Number);
if (parts[0] < 20 || (parts[0] === 20 && parts[1] < 19)) {
  process.stderr.write(
    'HoloLoom needs Node 20.19 or newer and this is Node ' +
      process.versions.node +
      ': install a newer one (for example from nodejs.org, or with nvm: "nvm install 22"), then repeat the command.\n',
  );
  process.exit(1);
}
