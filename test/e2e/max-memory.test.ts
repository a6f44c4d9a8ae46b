/** Answers larger than `--max-memory`: the same, and nothing left behind, whatever the end. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.js';
import { archive, record, temporaryFolder, trail } from '../support/odd-archive.js';
import { shell, started, trailscan } from '../support/run-cli.js';

const temporary = temporaryFolder();
const env = { TMPDIR: temporary };
const left = (): string[] => readdirSync(temporary);

/** In each of the files copies of events of other files, and an id of another event now and then. */
let folder = '';
beforeAll(() => {
  const event = (id: number, more: JsonObject = {}): JsonObject =>
    record(`event-${id}`, { eventTime: `2024-06-01T10:${10 + (id % 50)}:00Z`, ...more });
  const files = Array.from({ length: 40 }, (_, i) => {
    const records = Array.from({ length: 100 }, (_one, j) => event((i * 70 + j * 13) % 2900));
    const forged = [event(i, { eventName: 'GetObject' }), event(i, { eventTime: '2024-06-02T00:00:00Z' })];
    return [`f${i}.json.gz`, gzipSync(trail(...records, ...(i % 20 === 0 ? forged : [])))] as const;
  });
  folder = archive(Object.fromEntries(files));
});

describe('the answer is the same', () => {
  it.each(['json', 'ndjson', 'csv', 'raw', 'table'])('as %s', (format) => {
    const asked = ['events', folder, '-f', format];
    const whole = trailscan([...asked, '--threads', '1'], { env });
    expect(whole.code).toBe(3);
    expect(whole.stderr).toContain('of another event; both are shown');
    expect(whole.stderr).toMatch(/repeated deliveries folded/);
    for (const threads of ['1', '4']) {
      expect(trailscan([...asked, '--max-memory', '64KB', '--threads', threads], { env })).toEqual(whole);
    }
    expect(left()).toEqual([]);
  });

  it.each([
    ['--limit', '1500'],
    ['--keep-duplicates'],
    ['--keep-duplicates', '--limit', '3000'],
    ['--actors', '--event', 'GetObject'],
  ])('with %s %s', (...more) => {
    const asked = ['events', folder, '--format', 'ndjson', ...more];
    expect(trailscan([...asked, '--max-memory', '64KB'], { env })).toEqual(trailscan(asked, { env }));
    expect(left()).toEqual([]);
  });

  it.each(['ndjson', 'raw', 'table'])('of detect, as %s', (format) => {
    const rule =
      'title: All\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: {eventVersion: "*"}, condition: a}';
    writeFileSync(join(temporary, 'all.yml'), `${rule}\nlevel: low\n`);
    const asked = ['detect', folder, '--rules', join(temporary, 'all.yml'), '-f', format];
    const whole = trailscan([...asked, '--threads', '1'], { env });
    expect(whole.code).toBe(3);
    expect(whole.stderr).toContain('of another event');
    for (const threads of ['1', '4'])
      expect(trailscan([...asked, '--max-memory', '1KB', '--threads', threads], { env })).toEqual(whole);
    rmSync(join(temporary, 'all.yml'));
    expect(left()).toEqual([]);
  });

  it('to a reader that goes away', () => {
    const line = `TMPDIR=${temporary} trailscan events ${folder} --max-memory 64KB -f ndjson | head -1 | wc -l`;
    expect(shell(line).stdout.trim()).toBe('1');
    expect(left()).toEqual([]);
  });
});

it('is in a folder for this user only while it lasts; Ctrl-C while it is printed ends with 130 and leaves nothing', async () => {
  const out = join(folder, 'answer.ndjson');
  const isWriting = (): boolean => readdirSync(folder).some((name) => name.endsWith('.part'));
  let mode = 0;
  const ran = await started(
    ['events', folder, '--max-memory', '64KB', '--keep-duplicates', '-f', 'ndjson', '-o', out],
    (child) => {
      const watch = setInterval(() => {
        const [name] = left();
        if (name !== undefined && mode === 0) mode = statSync(join(temporary, name)).mode & 0o777;
        if (!isWriting()) return;
        clearInterval(watch);
        child.kill('SIGINT');
      }, 2);
    },
    { env },
  );
  expect(ran.code, ran.stderr).toBe(130);
  expect(mode).toBe(0o700);
  expect(left()).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.startsWith('answer'))).toEqual([]);
});

it('what a crash left is removed by the next run, whatever it is asked', () => {
  const { pid } = spawnSync('true');
  const leftover = join(temporary, `trailscan-${hostname().replaceAll(/[^\w.]/g, '_')}-${pid}-Abc123`);
  mkdirSync(leftover);
  writeFileSync(join(leftover, 'input'), 'evidence');
  expect(trailscan(['who-deleted', 'app-uploads', 'fixtures/trails'], { env }).code).toBe(0);
  expect(existsSync(leftover)).toBe(false);
});

it('kill -9 leaves no evidence, and the next run not even the folder', async () => {
  await started(
    ['events', folder, '--max-memory', '64KB', '-f', 'ndjson'],
    (child) => {
      const watch = setInterval(() => {
        if (left().length === 0) return;
        clearInterval(watch);
        // For a moment a file that is still empty has a name: what counts is when it is written to.
        setTimeout(() => child.kill('SIGKILL'), 20);
      }, 1);
    },
    { env },
  );
  for (const name of left()) expect(readdirSync(join(temporary, name))).toEqual([]);
  expect(trailscan(['events', 'fixtures/trails'], { env }).code).toBe(0);
  expect(left()).toEqual([]);
});

describe('where the temporary files cannot be written', () => {
  it('nothing is answered, and what to do is said', () => {
    // No file may become larger than this: to the program as if the disk were full.
    const limited = `trap '' XFSZ; ulimit -f 16; TMPDIR=${temporary}`;
    const { code, stdout, stderr } = shell(
      `${limited} trailscan events ${folder} --max-memory 256KB -f ndjson`,
    );
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`trailscan: cannot write temporary files in '${temporary}/trailscan-`);
    expect(stderr).toMatch(/file too large\n.*TMPDIR.*--max-memory/);
    expect(left()).toEqual([]);
  });

  it('what fits the memory is answered all the same', () => {
    const nowhere = { TMPDIR: join(temporary, 'none') };
    expect(trailscan(['events', 'fixtures/trails'], { env: nowhere }).code).toBe(0);
    const { code, stderr } = trailscan(['events', folder, '--max-memory', '1KB'], { env: nowhere });
    expect(code).toBe(2);
    expect(stderr).toContain(`temporary files in '${nowhere.TMPDIR}': no such file or directory`);
  });
});

it.each(['0', 'much', '-5', '5XB'])('a bound of %s is refused', (bound) => {
  const { code, stdout, stderr } = trailscan(['events', folder, `--max-memory=${bound}`]);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('--max-memory');
});
