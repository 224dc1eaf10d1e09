/** Of this HoloLoom, the same as in package.json. */
export const hololoomVersion = '0.1.0';
