import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** A Chromium of this machine: what HOLOLOOM_CHROMIUM names, else the first on the path; null where there is none. */
export function findChromium(): string | null {
  const named = process.env.HOLOLOOM_CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = named ? [named] : folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return paths.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Headless; what it is tested with comes from ourselves, so its own sandbox, which root cannot have, may be missing. */
export const openChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });

export interface Watched {
  readonly page: Page;
  /** What happened that should not: other hosts asked, dialogs, pages opened, the policy broken. */
  readonly wrong: string[];
}

/** Watches a page for everything that content from outside could make it do. */
export function watched(page: Page, origin: string): Watched {
  const wrong: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) wrong.push(`asks ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    wrong.push(`says ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => wrong.push(`opens ${popup.url()}`));
  page.on('console', (message) => wrong.push(`logs ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`throws ${error.message}`));
  return { page, wrong };
}

/** What is inside a page, worked out by the script of this name in `test/support/`. */
export function lookInside<Found>(page: Page, script: 'faint-texts' | 'page-facts'): Promise<Found> {
  return page.evaluate(readFileSync(join(__dirname, `${script}.cjs`), 'utf8'));
}
