import { createRequire } from 'node:module';

/**
 * Puts our stand-in where the SDK looks for its native crypto. In a checkout npm does so by `overrides`, which it heeds in
 * the root package alone: installed as a package of somebody else, HoloLoom has to see to it before the SDK is loaded.
 */
const load = createRequire(__filename);
const name = '@matrix-org/matrix-sdk-crypto-nodejs';
const wanted = createRequire(load.resolve('matrix-bot-sdk')).resolve(name);
const ours = load.resolve(name);
if (wanted !== ours) {
  load(ours);
  load.cache[wanted] = load.cache[ours];
}
