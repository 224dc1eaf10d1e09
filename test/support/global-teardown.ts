import './global-setup.ts';

/** Stops what `global-setup.ts` started, and throws its folder away. */
export default async function tearDown(): Promise<void> {
  await globalThis.stopTestServices?.();
}
