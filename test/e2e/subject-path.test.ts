/** A path where the resource was forgotten is told, and never quietly searched for. */
import { describe, expect, it } from 'vitest';
import { archive, record, trail } from '../support/odd-archive.js';
import { trailscan } from '../support/run-cli.js';

const cwd = archive({ 'logs/a.json': trail(record('a', { requestParameters: { bucketName: 'logs-2' } })) });
const commands = [
  ['who-deleted', '<resource>'],
  ['history', '<resource>'],
  ['trace', '<who>'],
  ['show', '<event-id>'],
] as const;

describe.each(commands)('%s', (name, subject) => {
  it.each(['./logs', '../', '.', './logs/a.json'])('refuses %s before anything is read', (path) => {
    const { code, stdout, stderr } = trailscan([name, path], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const kind = path.endsWith('json') ? 'file' : 'folder';
    expect(stderr).toBe(
      `trailscan: '${path}' is a ${kind}, and no ${subject}\nTo read it: trailscan ${name} ${subject} ${path}\n`,
    );
  });

  it('says that a name which is both was a name here', () => {
    const { code, stderr } = trailscan([name, 'logs'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain(`'logs' is also a folder. To read it: trailscan ${name} ${subject} logs\n`);
  });

  it('says nothing of it where paths are given, or nothing is there', () => {
    expect(trailscan([name, 'logs', 'logs'], { cwd }).stderr).not.toContain('also a folder');
    expect(trailscan([name, './nowhere'], { cwd }).code).toBe(0);
  });
});

it('a resource that was found is no path', () => {
  const found = archive({ 'bucket-x/a.json': trail(record('a')) });
  expect(trailscan(['who-deleted', 'bucket-x'], { cwd: found }).stderr).not.toContain('also a folder');
});
