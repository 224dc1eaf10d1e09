'use strict';

/** What is set up is told on stderr: stdout belongs to the command. */
const screen = process.stderr;
const REPAINT_MS = 200;
const REMIND_MS = 15_000;

/**
 * Does one step of the set-up aloud: what it does, what it is at when it is long, how long it took.
 * @template T
 * @param {string} title what is done, as people say it: "Installing the packages"
 * @param {(progress: (detail: string) => void) => Promise<T>} action
 * @returns {Promise<T>}
 */
async function step(title, action) {
  const start = Date.now();
  let detail = '';
  const line = () => `  ${title} ... ${seconds(start)}${detail ? `, ${detail}` : ''}`;
  if (!screen.isTTY) screen.write(`  ${title} ...\n`);
  const timer = screen.isTTY
    ? setInterval(() => screen.write(`\r\x1b[K${shorten(line())}`), REPAINT_MS)
    : setInterval(() => screen.write(`${line()}\n`), REMIND_MS);
  const end = (mark) => {
    clearInterval(timer);
    screen.write(`${screen.isTTY ? '\r\x1b[K' : ''}${mark} ${title} (${seconds(start)})\n`);
  };
  try {
    const result = await action((text) => {
      detail = text;
    });
    end('\u2713');
    return result;
  } catch (error) {
    end('\u2717');
    throw error;
  }
}

function seconds(start) {
  const elapsed = (Date.now() - start) / 1000;
  return elapsed < 100 ? `${elapsed.toFixed(1)} s` : `${Math.floor(elapsed / 60)} min ${Math.floor(elapsed % 60)} s`;
}

function shorten(text) {
  return text.slice(0, Math.max(20, (screen.columns || 80) - 1));
}

/** A failure of the set-up, in one sentence that says what to do. */
class SetupError extends Error {}

module.exports = { step, SetupError };
