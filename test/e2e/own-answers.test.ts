/** What trailscan writes is no evidence: read back from the folder of the case, none of it is counted. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/odd-archive.js';
import { trailscan } from '../support/run-cli.js';

const digests = ['fixtures/digests', '--public-keys', 'fixtures/digests/public-keys.json'];
const commands: readonly (readonly [command: string, ...rest: readonly string[]])[] = [
  ['events'],
  ['who-deleted', 'app-uploads'],
  ['who-accessed', 'app-uploads'],
  ['history', 'app-uploads'],
  ['trace', 'alice'],
  ['summary'],
  ['summary', '--by', 'principal'],
  ['count'],
  ['count', '--by', 'eventName,hour', '--distinct', 'sourceIPAddress'],
  ['detect', '--rules', 'fixtures/rules/sigma'],
  ['coverage'],
  ['formats'],
  ['check', '--config', 'fixtures/check/trailscan.yml', '--fail-on', 'critical'],
  ['check', '--config', 'fixtures/check/trailscan.yml', '--report', 'changes'],
];

describe.each(['json', 'ndjson'])('%s', (format) => {
  it.each([...commands.map((args) => [...args, 'fixtures/trails']), ['validate', ...digests]])(
    'of %s',
    (...args) => {
      const folder = temporaryFolder();
      const file = join(folder, 'answer.json');
      const written = trailscan([...args, '--format', format, '--quiet', '--output', file]);
      expect(written.code, written.stderr).not.toBe(2);
      const { stdout } = trailscan(['formats', file, '--json', '--quiet']);
      expect(JSON.parse(stdout)).toMatchObject([
        { formats: [], holds: ['answer'], records: 0, problems: [] },
      ]);
    },
  );
});

it('an answer in the folder of the case changes no later one', () => {
  const folder = temporaryFolder();
  cpSync('fixtures/trails', folder, { recursive: true });
  const before = trailscan(['count', '--by', 'eventName', folder]);
  trailscan(['events', '--json', '--output', join(folder, 'found.json'), folder]);
  const after = trailscan(['count', '--by', 'eventName', folder]);
  expect(after.stdout).toBe(before.stdout);
  expect(after.code).toBe(before.code);
  expect(after.stderr).toContain('1 of answers of trailscan');
});
