/** Of this HoloLoom, as its package.json has it (a test compares): what `min_hololoom_version` of packages is held against. */
export const ownVersion = '0.1.0';
