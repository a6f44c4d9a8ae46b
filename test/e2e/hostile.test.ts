/** What happens around a reading: files that grow, folders that are closed, disks that are full. (Interrupts: `manners.test.ts`.) */
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zip } from '../support/archives.js';
import { archive, record, temporaryFolder, trail } from '../support/odd-archive.js';
import { shell, started, trailscan } from '../support/run-cli.js';

const idsOf = (stdout: string): string[] =>
  (JSON.parse(stdout) as { eventID: string }[]).map(({ eventID }) => eventID);

describe('--strict', () => {
  const folder = archive({
    'good.json': trail(record('1')),
    'cut.json.gz': gzipSync(trail(record('2'))).subarray(0, 100),
  });

  it('stops at the first problem: its name, exit code 3, no answer', () => {
    const { code, stdout, stderr } = trailscan(['events', folder, '--json', '--strict']);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('cut.json.gz: gzip data ends too early');
    expect(stderr).toContain('--strict');
  });

  it('changes nothing where there is no problem', () => {
    const { code, stdout } = trailscan(['events', join(folder, 'good.json'), '--json', '--strict']);
    expect(code).toBe(0);
    expect(idsOf(stdout)).toEqual(['1']);
  });
});

describe('the origin of a record', () => {
  it('names file, member and position', () => {
    const path = join(temporaryFolder(), 'download.zip');
    const lines = `${JSON.stringify(record('1'))}\n${JSON.stringify(record('2'))}\n`;
    writeFileSync(path, zip({ 'a/records.jsonl': Buffer.from(lines) }));
    const { stdout } = trailscan(['events', path, '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { eventID: '1', file: path, member: 'a/records.jsonl', index: 0 },
      { eventID: '2', file: path, member: 'a/records.jsonl', index: 1 },
    ]);
  });
});

describe('a folder of all kinds', () => {
  const folder = archive({
    'trail.json.gz': trail(record('1')),
    'event.json': JSON.stringify(record('2')),
    'export.zip': zip({ 'inner.json.gz': gzipSync(trail(record('3'))) }),
    'notes.txt': 'call the customer',
    'picture.png': Buffer.from([0x89, 0x50, 0x4e, 0x47]),
    'letter.docx': zip({ 'word/document.xml': Buffer.from('<xml/>') }),
    'renamed.bak': trail(record('4')),
  });

  it('is read by content: what is not evidence is counted, and is no problem', () => {
    const { code, stdout, stderr } = trailscan(['events', folder, '--json']);
    expect(idsOf(stdout)).toEqual(['1', '2', '3', '4']);
    expect(stderr).toContain('files left out: 3 not of CloudTrail');
    expect(code).toBe(0);
  });

  it('is told file by file', () => {
    const { stdout } = trailscan(['formats', folder, '--json']);
    const rows = JSON.parse(stdout) as { file: string; formats: string[]; holds: string[] }[];
    const told = Object.fromEntries(
      rows.map(({ file, formats, holds }) => [file.slice(folder.length + 1), [...formats, ...holds].join()]),
    );
    expect(told).toEqual({
      'trail.json.gz': 'trail',
      'event.json': 'trail',
      'export.zip': 'trail',
      'notes.txt': 'foreign',
      'picture.png': 'foreign',
      'letter.docx': 'foreign',
      'renamed.bak': 'trail',
    });
  });
});

describe.each(['trail', 'event-history', 'cloudwatch-lines-export', 'lake'])('standard input: %s', (name) => {
  it('is read as a file is', () => {
    const folder = `fixtures/formats/${name}/input`;
    const [file = ''] = readdirSync(folder);
    const { stdout, code } = trailscan(['events', '-', '--json'], {
      input: readFileSync(join(folder, file)),
    });
    expect(code).toBe(0);
    expect(idsOf(stdout)).toEqual(idsOf(trailscan(['events', folder, '--json']).stdout));
  });
});

it('what CloudTrail cut out for its size is said', () => {
  const { stdout } = trailscan(['events', 'fixtures/formats/trail/input', '-e', 'PutUserPolicy']);
  expect(stdout).toContain('requestParameters too large to be recorded (149,893 bytes)');
});

it('records that hold less than CloudTrail’s are counted', () => {
  const { stderr, code } = trailscan(['events', 'fixtures/formats/event-history/input']);
  expect(stderr).toContain('2 events come from files that hold less than CloudTrail');
  expect(code).toBe(0);
});

it('a file that grows while it is read gives what was there', async () => {
  const path = join(temporaryFolder(), 'growing.jsonl');
  writeFileSync(path, `${JSON.stringify(record('first'))}\n`);
  let i = 0;
  let timer: NodeJS.Timeout | undefined;
  const { code, stdout } = await started(['events', path, '--json'], () => {
    timer = setInterval(() => appendFileSync(path, `${JSON.stringify(record(`more-${i++}`))}\n`), 2);
  });
  clearInterval(timer);
  expect([0, 3]).toContain(code);
  const ids = idsOf(stdout);
  expect(ids).toContain('first');
  expect(new Set(ids).size).toBe(ids.length);
});

it.skipIf(process.getuid?.() === 0)('a folder that may not be entered is named; the rest is answered', () => {
  const folder = archive({ 'a.json': trail(record('1')) });
  mkdirSync(join(folder, 'closed'));
  chmodSync(join(folder, 'closed'), 0);
  const { code, stdout, stderr } = trailscan(['events', folder, '--json']);
  chmodSync(join(folder, 'closed'), 0o700);
  expect(code).toBe(3);
  expect(idsOf(stdout)).toEqual(['1']);
  expect(stderr).toMatch(/closed: cannot list the folder: permission denied/);
});

describe('a full disk', () => {
  const mayMount = spawnSync('unshare', ['-rm', 'true']).status === 0;

  // Needs a file system of 64 KB, which only a user namespace, or root, lets one mount.
  it.skipIf(!mayMount)('on --output: the reason, no half-written file', () => {
    const folder = temporaryFolder();
    const input = join(folder, 'input.json');
    writeFileSync(input, trail(...Array.from({ length: 2000 }, (_, i) => record(`${i}`))));
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const line = `mount -t tmpfs -o size=64k none ${disk} && node bin/trailscan.js events ${input} --json -o ${disk}/out.json; echo "code $?"; ls -A ${disk}`;
    const { stdout, stderr } = shell(`unshare -rm sh -c '${line}'`);
    expect(stderr).toContain('no space left on device');
    expect(stdout.trim()).toBe('code 2');
  });
});

it('ten gigabytes of zeros, gzipped, cost little', () => {
  const path = join(temporaryFolder(), 'zeros.json.gz');
  const member = gzipSync(Buffer.alloc(1 << 28), { level: 9 });
  writeFileSync(path, Buffer.concat(Array.from({ length: 40 }, () => member)));
  const began = performance.now();
  const { code, stderr } = trailscan(['events', path]);
  expect(code).toBe(3);
  expect(stderr).toContain('as bombs do');
  expect(performance.now() - began).toBeLessThan(10_000);
});

it.skipIf(process.platform !== 'linux')('a large file of lines is read in little memory', () => {
  const path = join(temporaryFolder(), 'lines.jsonl');
  const piece = Array.from({ length: 2000 }, (_, i) => `${JSON.stringify(record(`${i}`))}\n`).join('');
  const member = gzipSync(piece);
  writeFileSync(path, Buffer.concat(Array.from({ length: 100 }, () => member)));
  const program =
    'import("./bin/trailscan.js").then(() => process.on("exit", () => console.error("peak", process.resourceUsage().maxRSS)))';
  const peak = spawnSync(process.execPath, ['-e', program, 'x', 'events', path, '-e', 'None'], {
    cwd: process.cwd(),
  });
  const kilobytes = Number(/peak (\d+)/.exec(peak.stderr.toString())?.[1]);
  expect(kilobytes).toBeLessThan(400_000);
});
