/** Temporary folders: private, and gone whatever the end. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeLeftovers, temporaryFault, temporaryFolder } from '../../src/load/temporary-folder.js';
import { UsageError } from '../../src/model/usage-error.js';
import { ownTmpdir } from '../support/own-tmpdir.js';

const { folder } = ownTmpdir();

/** Of a process that has ended. */
const dead = spawnSync('true').pid;

/** The name that the folder of another process would have. */
function nameFor(pid: number | string): string {
  const { path, remove } = temporaryFolder();
  remove();
  return basename(path).replace(`-${process.pid}-`, `-${pid}-`);
}

it('is for this user only, named after the process, and removed with all in it', () => {
  const { path, remove } = temporaryFolder();
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(dirname(path)).toBe(folder);
  expect(basename(path)).toMatch(new RegExp(`^trailscan-.+-${process.pid}-\\w{6}$`));
  writeFileSync(join(path, 'run'), 'x');
  remove();
  expect(existsSync(path)).toBe(false);
  remove();
});

describe('what earlier runs left', () => {
  it.each([
    { name: 'by a process that has ended', make: () => nameFor(dead), stays: false },
    { name: 'by one that had our process id', make: () => nameFor(process.pid), stays: false },
    { name: 'by one that is running', make: () => nameFor(process.ppid), stays: true },
    { name: 'on another machine', make: () => `trailscan-other.example-${dead}-Abc123`, stays: true },
    { name: 'by others', make: () => `another-${dead}-Abc123`, stays: true },
    { name: 'with a name that is not quite ours', make: () => `${nameFor(dead)}-notes`, stays: true },
  ])('$name: stays: $stays', ({ make, stays }) => {
    const path = join(folder, make());
    mkdirSync(path);
    writeFileSync(join(path, 'run'), 'x');
    removeLeftovers();
    expect(existsSync(path)).toBe(stays);
  });

  it('is not what is in use', () => {
    const { path, remove } = temporaryFolder();
    removeLeftovers();
    expect(existsSync(path)).toBe(true);
    remove();
  });

  it('is no file, and nothing where there is no such folder', () => {
    const path = join(folder, nameFor(dead));
    writeFileSync(path, 'x');
    removeLeftovers();
    expect(existsSync(path)).toBe(true);
    process.env.TMPDIR = join(folder, 'none');
    expect(removeLeftovers).not.toThrow();
    expect(temporaryFolder).toThrow(UsageError);
    process.env.TMPDIR = folder;
  });
});

it('a fault that is not of the system stays what it is', () => {
  const fault = new Error('of ours');
  expect(temporaryFault('somewhere', fault)).toBe(fault);
  expect(readdirSync(folder).some((name) => name.includes(`-${process.pid}-`))).toBe(false);
});
