'use strict';
const fs = require('node:fs');

/**
 * Says `N passed, N failed` from jest's own report and ends with 1 when anything failed. The checks count as one test;
 * a run of jest that left no report, or failed without a failed test (a file that does not load), as a failure too.
 */
const [report, testsCode, checksCode] = process.argv.slice(2);

function readReport() {
  try {
    return JSON.parse(fs.readFileSync(report, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 };
  }
}

const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = readReport();
const checksFailed = Number(checksCode !== '0');
const testsFailed = numFailedTests + numRuntimeErrorTestSuites;
const failed = testsFailed + checksFailed + Number(testsCode !== '0' && testsFailed === 0);
if (checksFailed) process.stdout.write('npm run check failed.\n');
process.stdout.write(`${numPassedTests + 1 - checksFailed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && numPassedTests > 0 ? 0 : 1;
