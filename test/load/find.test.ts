/**
 * Each case makes a small tree of its own. A tree is written as paths: a trailing slash is an empty folder, an arrow
 * a symbolic link; a file holds its own path.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FindOptions, type Found, find } from '../../src/load/find.js';
import { UsageError } from '../../src/model/usage-error.js';

let cwd = '';
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'trailscan-find-')));
  chmodSync(cwd, 0o755);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function plant(...tree: readonly string[]): void {
  for (const line of tree) {
    const [path = '', target] = line.split(' -> ');
    mkdirSync(join(cwd, path.endsWith('/') ? path : dirname(path)), { recursive: true });
    if (target !== undefined) symlinkSync(target, join(cwd, path));
    else if (!path.endsWith('/')) writeFileSync(join(cwd, path), path);
  }
}

function search(paths: readonly string[], options: FindOptions = {}): Promise<Found> {
  return find(paths, { cwd, env: {}, ...options });
}

const pathsOf = (found: Found) => found.sources.map((source) => source.path);
const counts = (found: Found) =>
  Object.fromEntries(
    Object.entries(found.skipped)
      .filter(([, tally]) => tally.count > 0)
      .map(([reason, tally]) => [reason, tally.count]),
  );
const problems = (found: Found) =>
  found.problems.map(({ file, kind, message }) => `${file}: ${kind}: ${message}`);

describe('which files', () => {
  it('takes log files by name and counts the rest with examples', async () => {
    plant('a.json', 'b.json.gz', 'c.JSONL', 'd.ndjson.gz', 'e.log', '000000.gz', 'delivery-2023.07.10.gz');
    plant(
      '.DS_Store',
      '.cache/x.json',
      'notes.txt',
      'report.csv',
      'table.csv.gz',
      'backup.tar.gz',
      'sub/f.log.gz',
    );
    const found = await search(['.']);
    expect(pathsOf(found)).toEqual(
      [
        '000000.gz',
        'a.json',
        'b.json.gz',
        'c.JSONL',
        'd.ndjson.gz',
        'delivery-2023.07.10.gz',
        'e.log',
        'sub/f.log.gz',
      ].map((name) => `./${name}`),
    );
    expect(counts(found)).toEqual({ hidden: 2, other: 4 });
    expect(found.skipped.hidden.examples).toEqual(['./.DS_Store', './.cache']);
    expect(found.skipped.other.examples).toEqual(['./backup.tar.gz', './notes.txt', './report.csv']);
    expect(found.problems).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('names what has a name that is no text', async () => {
    plant('a.json');
    writeFileSync(Buffer.concat([Buffer.from(`${cwd}/b`), Buffer.from([0xff]), Buffer.from('.json')]), '{}');
    const { sources, problems } = await find([cwd], { env: {}, include: [] });
    expect(sources.map(({ path }) => path)).toEqual([join(cwd, 'a.json')]);
    expect(problems).toEqual([
      {
        file: join(cwd, 'b\ufffd.json'),
        kind: 'unreadable',
        message: 'has a name that is no UTF-8 text, and cannot be opened; rename it',
      },
    ]);
  });

  it('takes any file that is named by the user', async () => {
    plant('notes.txt', '.hidden', 'export');
    const found = await search(['notes.txt', '.hidden', 'export']);
    expect(found.sources).toEqual([
      { path: 'notes.txt', size: 9, stream: false, layout: undefined },
      { path: '.hidden', size: 7, stream: false, layout: undefined },
      { path: 'export', size: 6, stream: false, layout: undefined },
    ]);
  });

  const bucket = 'AWSLogs/111122223333';
  const name = '_eu-west-1_20230710T1205Z_Ab0Cd1Ef2Gh3Ij4K.json.gz';
  const trail = `${bucket}/CloudTrail/eu-west-1/2023/07/10/111122223333_CloudTrail${name}`;
  const insight = `${bucket}/CloudTrail-Insight/eu-west-1/2023/07/10/111122223333_CloudTrail-Insight${name}`;
  const digest = `${bucket}/CloudTrail-Digest/eu-west-1/2023/07/10/111122223333_CloudTrail-Digest_eu-west-1_t_eu-west-1_20230710T120507Z.json.gz`;
  const results = `${bucket}/CloudTrail-Lake/Query/2023/07/10/7f3a/result_1.csv.gz`;
  const config = `${bucket}/Config/eu-west-1/2023/7/10/ConfigHistory/c.json.gz`;

  it('tells trail files from the rest of a bucket', async () => {
    plant(trail, insight, digest, results, config);
    const found = await search(['AWSLogs']);
    expect(pathsOf(found)).toEqual([trail]);
    expect(found.sources[0]?.layout).toMatchObject({
      kind: 'trail',
      account: '111122223333',
      sureAccount: true,
    });
    expect(counts(found)).toEqual({ digest: 1, insight: 1, lake: 1, otherService: 1 });
    expect(found.skipped.digest.examples).toEqual([digest]);
  });

  it('takes the kinds that are asked for', async () => {
    plant(trail, insight, digest, results, config);
    const found = await search(['AWSLogs'], { include: ['digest', 'lake'] });
    expect(pathsOf(found)).toEqual([trail, digest, results]);
    expect(counts(found)).toEqual({ insight: 1, otherService: 1 });
  });

  it('takes a digest that is named by the user, for its content decides', async () => {
    plant(digest);
    const found = await search([digest]);
    expect(found.sources[0]?.layout?.kind).toBe('digest');
  });

  it('knows the layout above the folder it is given', async () => {
    plant(trail);
    const found = await search(['.'], { cwd: join(cwd, bucket, 'CloudTrail/eu-west-1') });
    expect(found.sources[0]?.path).toBe(`./2023/07/10/111122223333_CloudTrail${name}`);
    expect(found.sources[0]?.layout).toMatchObject({ sureAccount: true, sureRegion: true });
  });
});

describe('which paths', () => {
  it('walks the current folder without any', async () => {
    plant('a.json', 'sub/b.json');
    expect(pathsOf(await search([]))).toEqual(['a.json', 'sub/b.json']);
  });

  it('walks those of TRAILSCAN_LOGS before that', async () => {
    plant('a.json', 'one/b.json', 'two/c.json');
    const env = { TRAILSCAN_LOGS: ['two', '', 'one/'].join(delimiter) };
    expect(pathsOf(await search([], { env }))).toEqual(['two/c.json', 'one/b.json']);
    expect(pathsOf(await search(['a.json'], { env }))).toEqual(['a.json']);
    expect(pathsOf(await search([], { env: { TRAILSCAN_LOGS: '' } }))).toContain('a.json');
  });

  it('keeps the order of paths, and orders folders by code unit, segment by segment', async () => {
    plant(
      'b/z.json',
      'b/a/x.json',
      'b/a.json',
      'b/B.json',
      'b/a-b/y.json',
      'b/é.json',
      'a/1.json',
      'a/10.json',
      'a/2.json',
    );
    expect(pathsOf(await search(['b', 'a']))).toEqual([
      'b/B.json',
      'b/a/x.json',
      'b/a-b/y.json',
      'b/a.json',
      'b/z.json',
      'b/é.json',
      'a/1.json',
      'a/10.json',
      'a/2.json',
    ]);
  });

  it('shows paths as they were typed', async () => {
    plant('a/b.json');
    for (const [given, shown] of [
      ['a', 'a/b.json'],
      ['a/', 'a/b.json'],
      ['./a', './a/b.json'],
      ['a/../a', 'a/../a/b.json'],
      [join(cwd, 'a'), join(cwd, 'a/b.json')],
    ] as const) {
      expect(pathsOf(await search([given]))).toEqual([shown]);
    }
  });

  it('takes standard input once', async () => {
    const found = await search(['-', '-']);
    expect(found.sources).toEqual([{ path: '-', size: null, stream: true, layout: undefined }]);
    expect(counts(found)).toEqual({ repeated: 1 });
  });

  it('throws for a path that does not exist', async () => {
    plant('a.json');
    for (const path of ['b.json', 'a.json/b', 'x'.repeat(5000)]) {
      await expect(search([path])).rejects.toThrow(new UsageError(`no such file or folder: '${path}'`));
    }
    await expect(search([''])).rejects.toThrow(UsageError);
    await expect(search([], { env: { TRAILSCAN_LOGS: 'gone' } })).rejects.toMatchObject({
      message: "no such file or folder: 'gone'",
      hint: 'It is named in TRAILSCAN_LOGS.',
    });
  });
});

describe('globs', () => {
  beforeEach(() =>
    plant('b/2.json', 'b/1.json', 'a/1.json', 'a/notes.txt', 'a/.x.json', 'c/deep/er/3.json.gz'),
  );

  it.each([
    ['*/1.json', ['a/1.json', 'b/1.json']],
    ['**/*.json*', ['a/1.json', 'b/1.json', 'b/2.json', 'c/deep/er/3.json.gz']],
    ['{b,a}/?.json', ['a/1.json', 'b/1.json', 'b/2.json']],
    ['[bc]', ['b/1.json', 'b/2.json', 'c/deep/er/3.json.gz']],
    ['a/*', ['a/1.json', 'a/notes.txt']],
    ['**', ['a/1.json', 'b/1.json', 'b/2.json', 'c/deep/er/3.json.gz']],
  ])('%s', async (pattern, expected) => {
    const found = await search([pattern]);
    expect(pathsOf(found)).toEqual(expected);
    expect(found.skipped.repeated.count).toBe(0);
  });

  it('throws where nothing matches', async () => {
    await expect(search(['*.gone'])).rejects.toThrow(new UsageError("no file or folder matches '*.gone'"));
    await expect(search(['gone/*.json'])).rejects.toThrow(UsageError);
  });

  it('takes a file of that very name first', async () => {
    plant('[b].json', 'b.json');
    expect(pathsOf(await search(['[b].json']))).toEqual(['[b].json']);
  });

  it('ends where a link leads back', async () => {
    plant('a/loop -> ..', 'a/here -> .');
    const found = await search(['**/*.json']);
    expect(pathsOf(found)).toEqual(['a/1.json', 'b/1.json', 'b/2.json']);
  });

  it('names a link to nothing that matches', async () => {
    plant('a/gone.json -> nowhere');
    const found = await search(['a/*.json']);
    expect(pathsOf(found)).toEqual(['a/1.json']);
    expect(problems(found)).toEqual(['a/gone.json: unreadable: a symbolic link to nothing']);
  });
});

describe('links and repeats', () => {
  it('follows links to files and folders', async () => {
    plant(
      'store/x.json',
      'store/y.json',
      'case/f.json -> ../store/x.json',
      'case/more -> ../elsewhere',
      'elsewhere/z.json',
    );
    const found = await search(['case']);
    expect(pathsOf(found)).toEqual(['case/f.json', 'case/more/z.json']);
    expect(found.problems).toEqual([]);
  });

  it('ends a loop', async () => {
    plant('a/x.json', 'a/up -> ..', 'a/b/self -> .', 'a/b/y.json', 'p/q -> ../q', 'q/p -> ../p', 'q/z.json');
    const found = await search(['.']);
    expect(pathsOf(found)).toEqual(['./a/b/y.json', './a/x.json', './p/q/z.json']);
    expect(counts(found)).toEqual({ repeated: 4 });
  });

  it.each([
    ['a folder twice', ['a', 'a'], ['a/b/1.json', 'a/x.json', 'a/y.json'], 1],
    ['a folder inside a folder given later', ['a/b', 'a'], ['a/b/1.json', 'a/x.json', 'a/y.json'], 1],
    ['a file, then its folder', ['a/y.json', 'a'], ['a/y.json', 'a/b/1.json', 'a/x.json'], 1],
    ['a folder, then its file', ['a', 'a/y.json'], ['a/b/1.json', 'a/x.json', 'a/y.json'], 1],
    [
      'a folder, then a file in it that names had passed over',
      ['a', 'a/t.txt'],
      ['a/b/1.json', 'a/x.json', 'a/y.json', 'a/t.txt'],
      0,
    ],
    ['a link, then its target', ['l.json', 'z.json'], ['l.json'], 1],
    ['a target, then its link', ['z.json', 'l.json'], ['z.json'], 1],
    ['a link beside its target', ['c'], ['c/target.json'], 1],
  ])('reads once: %s', async (_, paths, expected, repeated) => {
    plant('a/x.json', 'a/y.json', 'a/t.txt', 'a/b/1.json', 'z.json', 'l.json -> z.json');
    plant('c/target.json', 'c/link.json -> target.json');
    const found = await search(paths);
    expect(pathsOf(found)).toEqual(expected);
    expect(found.skipped.repeated.count).toBe(repeated);
  });
});

describe('what cannot be read', () => {
  it('names a link to nothing and one to itself', async () => {
    plant('a.json', 'gone -> nowhere', 'self -> self');
    const found = await search(['.']);
    expect(pathsOf(found)).toEqual(['./a.json']);
    expect(problems(found)).toEqual([
      './gone: unreadable: a symbolic link to nothing',
      './self: unreadable: too many symbolic links encountered',
    ]);
    expect(problems(await search(['gone']))).toEqual(['gone: unreadable: a symbolic link to nothing']);
  });

  it('reads a folder with the name of a log file and says so', async () => {
    plant('x.json.gz/a.json', 'y.json');
    const found = await search(['.']);
    expect(pathsOf(found)).toEqual(['./x.json.gz/a.json', './y.json']);
    expect(problems(found)).toEqual([
      './x.json.gz: not-a-trail: a folder with the name of a log file; the files in it are read',
    ]);
  });

  it('never opens a pipe or a socket, be it given or met', async () => {
    plant('y.json', 'link.json -> pipe.json');
    execFileSync('mkfifo', [join(cwd, 'pipe.json')]);
    const server = await new Promise<Server>((done) => {
      const made: Server = createServer().listen(join(cwd, 'sock'), () => done(made));
    });
    const found = await search(['.']);
    server.close();
    expect(pathsOf(found)).toEqual(['./y.json']);
    expect(problems(found)).toEqual([
      './link.json: special-file: a named pipe, not a file',
      './pipe.json: special-file: a named pipe, not a file',
      './sock: special-file: a socket, not a file',
    ]);
    expect(problems(await search(['pipe.json']))).toEqual([
      'pipe.json: special-file: a named pipe, not a file',
    ]);
    expect(problems(await search(['/dev/null']))).toEqual(['/dev/null: special-file: a device, not a file']);
  });

  it('takes an open pipe by its descriptor, and an open file as a file', async () => {
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    plant('a.json');
    const pipe = openSync(join(cwd, 'pipe'), constants.O_RDWR | constants.O_NONBLOCK);
    const file = openSync(join(cwd, 'a.json'), 'r');
    const found = await search([`/dev/fd/${pipe}`, `/dev/fd/${file}`]);
    closeSync(pipe);
    closeSync(file);
    expect(found.sources).toMatchObject([
      { path: `/dev/fd/${pipe}`, size: null, stream: true },
      { path: `/dev/fd/${file}`, size: 6, stream: false },
    ]);
  });

  it('names a folder that may not be listed, or whose entries may not be looked at', async () => {
    plant('shut/a.json', 'blind/sub/b.json', 'blind/link.json -> sub/b.json', 'c.json');
    chmodSync(join(cwd, 'shut'), 0o311);
    chmodSync(join(cwd, 'blind'), 0o444);
    await search(['*']); // loads fast-glob, which nobody might not be allowed to
    const expected = [
      'blind/link.json: unreadable: permission denied',
      'blind/sub: unreadable: cannot list the folder: permission denied',
      'shut: unreadable: cannot list the folder: permission denied',
    ];
    await asNobody(async () => {
      const walked = await search([]);
      expect(pathsOf(walked)).toEqual(['c.json']);
      expect(problems(walked)).toEqual(expected);
      const matched = await search(['**/*.json']);
      expect(pathsOf(matched)).toEqual(['c.json']);
      expect(problems(matched).sort()).toEqual(expected);
      expect(problems(await search(['*']))).toEqual(expected);
      expect(pathsOf(await search(['shut', 'shut/a.json']))).toEqual(['shut/a.json']);
      expect(problems(await search(['blind/sub/b.json']))).toEqual([
        'blind/sub/b.json: unreadable: permission denied',
      ]);
    });
    chmodSync(join(cwd, 'shut'), 0o755);
    chmodSync(join(cwd, 'blind'), 0o755);
  });
});

/** Permissions do not bind the superuser. */
async function asNobody(run: () => Promise<void>): Promise<void> {
  const isSuperuser = process.geteuid?.() === 0;
  if (isSuperuser) process.seteuid?.(65534);
  try {
    await run();
  } finally {
    if (isSuperuser) process.seteuid?.(0);
  }
}
