const { window, workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

/** The one client of this window; null until a .loop file is opened. */
let client = null;

/** Starts `hololoom lsp` and lets it look after every .loop file. */
async function activate() {
  const settings = workspace.getConfiguration('loop.server');
  const run = { command: settings.get('command'), args: settings.get('arguments') };
  client = new LanguageClient('loop', 'LOOP', { run, debug: run }, { documentSelector: [{ language: 'loop' }] });
  try {
    await client.start();
  } catch (error) {
    const what = `${run.command} ${run.args.join(' ')}`;
    window.showErrorMessage(
      `"${what}" did not start: ${error.message}. Set loop.server.command to what starts HoloLoom.`,
    );
  }
}

async function deactivate() {
  await client?.stop();
}

module.exports = { activate, deactivate };
