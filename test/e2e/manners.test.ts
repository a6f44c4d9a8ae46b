/** Exit codes, streams, output files, interrupts and closed pipes of the built program. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { archive, record, temporaryFolder, trail } from '../support/odd-archive.js';
import { shell, started, trailscan } from '../support/run-cli.js';

const fixture = 'fixtures/trails';

describe('exit codes', () => {
  it.each([
    { name: 'an answer', args: ['who-deleted', 'app-uploads', fixture], code: 0 },
    { name: 'nothing found is an answer', args: ['who-deleted', 'no-such-thing', fixture], code: 0 },
    {
      name: 'unless its status is asked for',
      args: ['who-deleted', 'no-such-thing', fixture, '--exit-status'],
      code: 1,
    },
    {
      name: 'found, with its status asked for',
      args: ['who-deleted', 'app-uploads', fixture, '--exit-status'],
      code: 0,
    },
    { name: 'help', args: ['--help'], code: 0 },
    { name: 'help of a command', args: ['events', '--help'], code: 0 },
    { name: 'help as a command', args: ['help'], code: 0 },
    { name: 'help as a command, of a command', args: ['help', 'events'], code: 0 },
    { name: 'help of an unknown command', args: ['help', 'evnts'], code: 2 },
    { name: 'version', args: ['--version'], code: 0 },
    { name: 'no command', args: [], code: 2 },
    { name: 'an unknown command', args: ['who-delted', 'x'], code: 2 },
    { name: 'an unknown option', args: ['events', '--sinse', '2h'], code: 2 },
    { name: 'a missing subject', args: ['who-deleted'], code: 2 },
    { name: 'a path that does not exist', args: ['events', 'no/such/path'], code: 2 },
    { name: 'a glob that matches nothing', args: ['events', 'no/such/*.json'], code: 2 },
    { name: 'a wrong time', args: ['events', fixture, '--since', 'soonish'], code: 2 },
    { name: 'a wrong format', args: ['events', fixture, '--format', 'jsn'], code: 2 },
    { name: 'a wrong network', args: ['events', fixture, '--ip', '10.0.0.0/99'], code: 2 },
    { name: 'a wrong column', args: ['events', fixture, '--columns', 'wen'], code: 2 },
    { name: 'a wrong condition', args: ['events', fixture, '--where', 'eventName ='], code: 2 },
    { name: 'only wildcards', args: ['who-deleted', '*', fixture], code: 2 },
    { name: 'a wrong number', args: ['events', fixture, '--limit', 'few'], code: 2 },
  ])('$name: $code', ({ args, code }) => {
    const ran = trailscan(args);
    expect(ran.code, ran.stderr).toBe(code);
    if (code === 2) {
      expect(ran.stdout).toBe('');
      expect(ran.stderr).not.toBe('');
    }
  });
});

it('the help fits a terminal of 80 columns', () => {
  for (const args of [['--help'], ['events', '--help'], ['check', '--help']]) {
    const long = trailscan(args)
      .stdout.split('\n')
      .filter((line) => line.length > 80);
    // What is to be typed stays on one line.
    expect(long.filter((line) => !line.startsWith('  trailscan '))).toEqual([]);
  }
});

describe('mistakes are told with what to do', () => {
  it.each([
    { args: ['who-delted', 'x'], says: 'Did you mean who-deleted?' },
    { args: ['help', 'evnts'], says: 'Did you mean events?' },
    { args: ['events', fixture, '--columns', 'wen'], says: 'Did you mean when?' },
    { args: ['events', fixture, '--format', 'jsn'], says: 'did you mean json?' },
    { args: ['events', fixture, '--sinse', '2h'], says: '--since' },
    {
      args: ['events', fixture, '--where', "evntName = 'x'"],
      says: "trailscan: --where: unknown field 'evntName'; did you mean eventName?\n  evntName = 'x'\n  ^\n",
    },
    {
      args: ['events', fixture, '--where', 'eventName ='],
      says: 'expected a value after =\n  eventName =\n             ^\n',
    },
  ])('$args', ({ args, says }) => expect(trailscan(args).stderr).toContain(says));

  it('a wrong condition is told before anything is read', () => {
    const { code, stderr } = trailscan(['events', 'no/such/path', '--where', 'eventName =']);
    expect(code).toBe(2);
    expect(stderr).toContain('--where');
  });
});

describe('streams', () => {
  it('stdout is the answer and nothing else', () => {
    const { stdout, stderr } = trailscan(['events', fixture, '--json']);
    expect(JSON.parse(stdout)).toHaveLength(100);
    expect(stderr).toMatch(/^read 52 files, 101 events; 1 repeated delivery folded/);
  });

  it('--quiet leaves stderr to problems', () => expect(trailscan(['events', fixture, '-q']).stderr).toBe(''));

  it('a reader that goes away is a normal end', () => {
    const { stdout, stderr } = shell(
      `trailscan events ${fixture} --format ndjson -q | head -1; echo "\${PIPESTATUS[0]}"`,
    );
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stdout.trim().endsWith('\n0')).toBe(true);
    expect(stderr).toBe('');
  });

  const failing = `check fixtures/check/trails --pack fixtures/check/packs/trail.yml`;
  const strange = 'validate fixtures/trails';
  it.each([
    { line: failing, code: 1 },
    { line: `${failing} --json`, code: 1 },
    { line: `${failing} --fail-on critical`, code: 3 },
    { line: strange, code: 1 },
    { line: `${strange} --json`, code: 1 },
    { line: 'detect fixtures/trails --rules fixtures/rules/sigma --fail-on low -f ndjson', code: 1 },
    { line: `events ${fixture} --exit-status -f csv`, code: 0 },
    { line: `events ${fixture} --exit-status -f csv --event NoSuchCall`, code: 1 },
    { line: `events ${fixture} -f csv --event NoSuchCall`, code: 0 },
    { line: 'check fixtures/trails --report changes', code: 0 },
  ])('whatever becomes of its reader, the exit code of a test is its outcome: $line', ({ line, code }) => {
    // The reader is gone before the first byte, has enough of a line, or hears everything.
    for (const reader of ['sleep 0', 'head -1', 'cat']) {
      const { stdout, stderr } = shell(
        `trailscan ${line} -q | ${reader} > /dev/null; echo "\${PIPESTATUS[0]}"`,
      );
      expect([reader, stdout.trim()], stderr).toEqual([reader, String(code)]);
    }
  });

  it('colours are for terminals, or when asked for', () => {
    const coloured = trailscan(['who-deleted', 'app-uploads', fixture, '--color', 'always']);
    expect(coloured.stdout).toContain('\u001b[');
    expect(trailscan(['who-deleted', 'app-uploads', fixture]).stdout).not.toContain('\u001b[');
  });
});

it.skipIf(!existsSync('/dev/full'))('an answer that cannot be written is told, and is no answer', () => {
  const { code, stderr } = shell(`trailscan events ${fixture} --format ndjson > /dev/full`);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^trailscan: cannot write the answer to standard output: .*no space left.*\n$/);
});

describe('--output', () => {
  it('to a pipe or a device writes into it, and leaves it what it is', () => {
    const pipe = join(temporaryFolder(), 'pipe');
    const { code, stdout } = shell(
      `mkfifo ${pipe}; cat ${pipe} & trailscan events ${fixture} --json -o ${pipe} && wait && test -p ${pipe}`,
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(100);
  });

  it.each([[], ['--force']])('never replaces what is read %j', (...force) => {
    const text = trail(record('a'));
    const folder = archive({ 'a.json': text });
    const file = join(folder, 'a.json');
    expect(trailscan(['events', folder, '-f', 'raw', '-o', file, ...force])).toMatchObject({ code: 2 });
    symlinkSync(file, join(folder, 'link'));
    expect(trailscan(['events', file, '-f', 'raw', '-o', join(folder, 'link'), ...force]).code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('writes the file whole and says nothing on stdout', () => {
    const file = join(temporaryFolder(), 'out.json');
    expect(trailscan(['events', fixture, '--json', '-o', file])).toMatchObject({ code: 0, stdout: '' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveLength(100);
  });

  it('does not replace a file unless told to', () => {
    const file = join(temporaryFolder(), 'out.json');
    writeFileSync(file, 'precious');
    expect(trailscan(['events', fixture, '-o', file])).toMatchObject({ code: 2 });
    expect(readFileSync(file, 'utf8')).toBe('precious');
    expect(trailscan(['events', fixture, '--json', '-o', file, '--force']).code).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toBe('precious');
  });

  it('leaves nothing beside it where it cannot be written', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'out.json'));
    expect(trailscan(['events', fixture, '-o', join(folder, 'out.json'), '--force']).code).toBe(2);
    expect(readdirSync(folder)).toEqual(['out.json']);
  });
});

it('Ctrl-C ends at once with 130, and leaves nothing half-written', async () => {
  const text = trail(...Array.from({ length: 4000 }, (_, i) => record(`event-${i}`)));
  const big = gzipSync(text);
  const folder = archive(Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`f${i}.json.gz`, big])));
  const out = join(folder, 'answer.ndjson');
  const temporary = temporaryFolder();
  const ran = await started(
    ['events', folder, '--format', 'ndjson', '--keep-duplicates', '-o', out],
    (child) => {
      setTimeout(() => child.kill('SIGINT'), 400);
    },
    { env: { TMPDIR: temporary } },
  );
  expect(ran.code, ran.stderr).toBe(130);
  expect(readdirSync(folder).filter((name) => name.startsWith('answer'))).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s while standard input is awaited ends with 130, and leaves no copy of it',
  async (signal) => {
    const temporary = temporaryFolder();
    const ran = await started(
      ['count', '-'],
      (child) => {
        child.stdin?.write('{"Records":[');
        setTimeout(() => child.kill(signal), 400);
      },
      { env: { TMPDIR: temporary } },
    );
    expect(ran.code, ran.stderr).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
  },
);

it('many threads are nothing to warn of', () => {
  const { code, stderr } = trailscan(['count', '--threads', '12', fixture]);
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/warning/i);
});

describe('paths', () => {
  it('come from TRAILSCAN_LOGS, else the current folder', () => {
    const env = { TRAILSCAN_LOGS: fixture };
    expect(JSON.parse(trailscan(['events', '--json'], { env }).stdout)).toHaveLength(100);
    expect(
      JSON.parse(trailscan(['events', '--json'], { cwd: `${process.cwd()}/${fixture}` }).stdout),
    ).toHaveLength(100);
  });

  it('may be globs', () => {
    const { stdout } = trailscan(['events', `${fixture}/AWSLogs/*/CloudTrail/us-east-1/**/*.gz`, '--json']);
    const regions = (JSON.parse(stdout) as { awsRegion: string }[]).map(({ awsRegion }) => awsRegion);
    expect(new Set(regions)).toEqual(new Set(['us-east-1']));
  });

  it('may have names that a terminal would act on', () => {
    const folder = archive({ 'a\u001b[31m\n.json': '{}' });
    const { stderr } = trailscan(['events', folder]);
    expect(stderr).toContain('\\x1b[31m\\n.json');
    expect(stderr).not.toContain('\u001b');
  });
});

it.each([
  {
    format: 'insight',
    what: ['ApiCallRateInsight Start RunInstances', 'ApiCallRateInsight End RunInstances'],
  },
  { format: 'aggregated', what: ['AwsAggregatedEvent', 'AwsAggregatedEvent'] },
])('records of no one call say what they are: $format', ({ format, what }) => {
  const { stdout } = trailscan(['events', `fixtures/formats/${format}/input`, '-f', 'csv', '-c', 'what']);
  expect(stdout.trim().split('\n').slice(1)).toEqual(what);
});

describe('the same answer always', () => {
  it.each(['json', 'csv', 'raw', 'table'])('with one thread or four: %s', (format) => {
    const answers = ['1', '4'].map(
      (threads) => trailscan(['events', fixture, '-f', format, '--threads', threads]).stdout,
    );
    expect(answers[0]).toBe(answers[1]);
  });

  it('with a limit too', () => {
    const answers = ['1', '4'].map((threads) =>
      trailscan(['events', fixture, '--json', '-n', '7', '--threads', threads]),
    );
    expect(answers[0]?.stdout).toBe(answers[1]?.stdout);
    expect(JSON.parse(answers[0]?.stdout ?? '')).toHaveLength(7);
    expect(answers[0]?.stderr).toContain('stopped at the limit');
  });

  it('raw is read back as the same events, byte for byte', () => {
    const raw = trailscan(['events', fixture, '-f', 'raw']).stdout;
    const again = trailscan(['events', '-', '-f', 'raw'], { input: raw }).stdout;
    expect(again).toBe(raw);
    expect(raw).toContain('"userAgent"');
  });
});

it('hostile text does nothing to a terminal, a spreadsheet or a page', () => {
  const hostile = '\u001b[2J\u202etxt\u200b=cmd|"calc"!A1 <script>| ';
  const folder = archive({
    'a.json': trail(
      record('h', { userAgent: hostile, userIdentity: { type: 'IAMUser', userName: `=1+1${hostile}` } }),
    ),
  });
  const columns = ['-c', 'when,who,userAgent'];
  const table = trailscan(['events', folder, ...columns, '--color', 'always']).stdout;
  expect(table).not.toContain('\u001b[2J');
  expect(table).not.toContain('\u202e');
  expect(trailscan(['events', folder, ...columns, '-f', 'csv']).stdout).toContain("'=1+1");
  expect(trailscan(['events', folder, ...columns, '-f', 'markdown']).stdout).not.toMatch(
    /[^`]<script>[^`]*$/m,
  );
  expect(JSON.parse(trailscan(['events', folder, '--json']).stdout)[0].origin.userAgent).toBe(hostile);
  expect(existsSync(folder)).toBe(true);
});

it('a name of several things is answered for each under its own heading, with how to ask for one', () => {
  const folder = archive({
    'a.json': trail(
      record('bucket', { requestParameters: { bucketName: 'payments' } }),
      record('user', {
        eventSource: 'iam.amazonaws.com',
        eventName: 'DeleteUser',
        requestParameters: { userName: 'payments' },
      }),
    ),
  });
  const { stdout, stderr } = trailscan(['who-deleted', 'payments', folder]);
  expect(stdout).toMatch(/^Deleted: AWS::IAM::User\n/m);
  expect(stdout).toMatch(/^Deleted: AWS::S3::Bucket\n/m);
  expect(stderr).toContain('bucket/payments (AWS::S3::Bucket), user/payments (AWS::IAM::User)');
  const one = trailscan(['who-deleted', 'user/payments', folder, '--json']);
  expect((JSON.parse(one.stdout) as { eventID: string }[]).map(({ eventID }) => eventID)).toEqual(['user']);
});
