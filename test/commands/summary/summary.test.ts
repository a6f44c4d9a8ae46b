/** What `summary` tells, held against a plain reading of the same records, and how it looks on a terminal. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { globSync } from 'fast-glob';
import { describe, expect, it } from 'vitest';
import { principalOf } from '../../../src/analysis/identity/index.js';
import { sensitiveCall } from '../../../src/analysis/sensitive/index.js';
import { outcomeOf } from '../../../src/analysis/target/index.js';
import { actionText, serviceName } from '../../../src/commands/columns.js';
import { accountOf } from '../../../src/commands/event-row.js';
import { run } from '../../../src/commands/summary/index.js';
import type { JsonObject, JsonValue } from '../../../src/model/json.js';
import { compile } from '../../../src/query/evaluate.js';
import { filterExpr } from '../../../src/query/flags.js';
import { archive, record, trail } from '../../support/odd-archive.js';
import { saidBy } from '../../support/said.js';

const folder = 'fixtures/trails';

async function rowsOf(paths: readonly string[], raw: Readonly<Record<string, unknown>> = {}) {
  const { out, code } = await saidBy(run, paths, { ...raw, json: true });
  expect(code).toBe(0);
  return JSON.parse(out) as JsonObject[];
}

/** The distinct records of the fixtures, read the plain way. */
const records = [
  ...new Map(
    globSync(`${folder}/**/*.json*`)
      .flatMap((path) => {
        const bytes = readFileSync(path);
        const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().replace(/^\uFEFF/, '');
        return ((JSON.parse(text) as { Records?: JsonObject[] }).Records ?? []).filter(
          ({ eventTime }) => eventTime !== undefined,
        );
      })
      .map((one) => [one.eventID, one] as const),
  ).values(),
];

type Told = Record<string, { count: number; errors: number; first: string | null; last: string | null }>;

/** Records by a name, with how many have an error, the first and the last time. */
function plainly(nameOf: (record: JsonObject) => JsonValue | undefined): Told {
  const told: Told = {};
  for (const one of records) {
    const name = nameOf(one);
    if (typeof name !== 'string' || name === '') continue;
    const time = String(one.eventTime);
    const known = told[name] ?? { count: 0, errors: 0, first: time, last: time };
    told[name] = {
      count: known.count + 1,
      errors: known.errors + (one.errorCode === undefined ? 0 : 1),
      first: time < String(known.first) ? time : known.first,
      last: time > String(known.last) ? time : known.last,
    };
  }
  return told;
}

function section(rows: readonly JsonObject[], name: string): Told {
  const own = rows.filter((row) => row.section === name);
  return Object.fromEntries(
    own.map(({ name: key, count, errors, first, last }) => [key, { count, errors, first, last }]),
  ) as Told;
}

describe('the sections', () => {
  it.each<[string, (record: JsonObject) => JsonValue | undefined]>([
    ['principals', (one) => principalOf(one).name],
    ['actions', ({ eventSource, eventName }) => actionText(eventSource, eventName)],
    ['services', ({ eventSource }) => serviceName(eventSource)],
    ['addresses', ({ sourceIPAddress }) => sourceIPAddress],
    ['agents', ({ userAgent }) => userAgent],
    ['regions', ({ awsRegion }) => awsRegion],
    ['accounts', (one) => accountOf(one, principalOf(one))],
    ['keys', (one) => principalOf(one).accessKeyId],
    ['errors', ({ errorCode }) => errorCode],
    [
      'root',
      (one) => (principalOf(one).type === 'Root' ? actionText(one.eventSource, one.eventName) : undefined),
    ],
  ])('%s are those of a plain reading', async (name, nameOf) => {
    const told = section(await rowsOf([folder]), name);
    expect(Object.keys(told).length).toBeGreaterThan(0);
    expect(told).toEqual(plainly(nameOf));
  });

  it('count what was denied and what was written', async () => {
    const [total] = await rowsOf([folder]);
    expect(total).toMatchObject({
      section: 'archive',
      count: records.length,
      denied: records.filter((one) => outcomeOf(one) === 'denied').length,
      writes: records.filter(compile(filterExpr({ writes: true }))).length,
    });
  });

  it('tell the hours in their order', async () => {
    const hours = (await rowsOf([folder])).filter((row) => row.section === 'hours');
    const plain = plainly(({ eventTime }) => `${String(eventTime).slice(0, 13)}:00:00Z`);
    expect(hours.map(({ name, count }) => [name, count])).toEqual(
      Object.entries(plain)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { count }]) => [name, count]),
    );
  });
});

const user = (name: string) => ({
  type: 'IAMUser',
  userName: name,
  arn: `arn:aws:iam::111122223333:user/${name}`,
  accountId: '111122223333',
});
const signIn = (id: string, name: string, more: JsonObject): JsonObject =>
  record(id, {
    eventName: 'ConsoleLogin',
    eventSource: 'signin.amazonaws.com',
    userIdentity: user(name),
    ...more,
  });

describe('console sign-ins without MFA', () => {
  it('are those of users and root that succeeded', async () => {
    const made = archive({
      'a.json': trail(
        signIn('1', 'mia', {
          responseElements: { ConsoleLogin: 'Success' },
          additionalEventData: { MFAUsed: 'No' },
        }),
        signIn('2', 'noa', {
          responseElements: { ConsoleLogin: 'Success' },
          additionalEventData: { MFAUsed: 'Yes' },
        }),
        signIn('3', 'ole', {
          responseElements: { ConsoleLogin: 'Failure' },
          additionalEventData: { MFAUsed: 'No' },
        }),
        signIn('4', 'fed', {
          userIdentity: { ...user('fed'), type: 'AssumedRole' },
          responseElements: { ConsoleLogin: 'Success' },
          additionalEventData: { MFAUsed: 'No' },
        }),
      ),
    });
    const rows = (await rowsOf([made])).filter((row) => row.section === 'signInsWithoutMfa');
    expect(rows.map(({ name }) => name)).toEqual(['mia']);
  });
});

describe('what is new', () => {
  it('was first met in the last fifth of the span', async () => {
    const at = (id: string, eventTime: string, name: string, sourceIPAddress: string): JsonObject =>
      record(id, { eventTime, userIdentity: user(name), sourceIPAddress });
    const made = archive({
      'a.json': trail(
        at('1', '2024-05-01T00:00:00Z', 'ann', '192.0.2.1'),
        at('2', '2024-05-10T23:00:00Z', 'ann', '198.51.100.9'),
        at('3', '2024-05-10T23:30:00Z', 'bob', '192.0.2.1'),
        at('4', '2024-05-11T00:00:00Z', 'ann', '192.0.2.1'),
      ),
    });
    const rows = await rowsOf([made]);
    const names = (name: string) => rows.filter((row) => row.section === name).map((row) => row.name);
    expect(names('newPrincipals')).toEqual(['bob']);
    expect(names('newAddresses')).toEqual(['198.51.100.9']);
    expect(names('newRegions')).toEqual([]);
  });
});

describe('by principal', () => {
  it('tells the sensitive calls of each, those that failed apart', async () => {
    const rows = await rowsOf([folder], { by: ['principal'] });
    const plain = new Map<string, Record<string, number>>();
    for (const one of records) {
      if (!sensitiveCall(String(one.eventSource), String(one.eventName))) continue;
      const { type, name, account } = principalOf(one);
      const list = outcomeOf(one) === 'success' ? 'sensitive' : 'sensitiveFailed';
      const own = plain.get([type, name, account].join()) ?? {};
      const key = `${list} ${actionText(one.eventSource, one.eventName)}`;
      own[key] = (own[key] ?? 0) + 1;
      plain.set([type, name, account].join(), own);
    }
    expect(plain.size).toBeGreaterThan(1);
    const told = rows.flatMap((row) => {
      const { type, name, account } = row.principal as JsonObject;
      const calls = (['sensitive', 'sensitiveFailed'] as const).flatMap((list) =>
        (row[list] as JsonObject[]).map(({ action, count }) => [`${list} ${action}`, count] as const),
      );
      return calls.length > 0 ? [[[type, name, account].join(), Object.fromEntries(calls)] as const] : [];
    });
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(plain));
  });

  it('is the only division there is', async () => {
    await expect(saidBy(run, [folder], { by: ['eventName'] })).rejects.toThrow('by principal or of all');
  });
});

describe('on a terminal', () => {
  it.each([
    { name: 'summary', raw: {} },
    { name: 'summary-principals', raw: { by: ['principal'], top: '4' } },
  ])('$name', async ({ name, raw }) => {
    for (const width of [80, 200]) {
      const { out } = await saidBy(run, [folder], raw, width);
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
      await expect(out).toMatchFileSnapshot(`../../../fixtures/golden/e2e/${name}-${width}.txt`);
    }
  });

  it('says so if nothing passes the filters', async () => {
    const { out, code } = await saidBy(run, [folder], { event: ['NoSuchEvent'] }, 80);
    expect(out).toBe('No event passes the filters.\n');
    expect(code).toBe(0);
  });

  it('shows hostile names escaped', async () => {
    const made = archive({ 'a.json': trail(record('1', { userAgent: '\u001b[2Jgone\u202e' })) });
    const { out } = await saidBy(run, [made], {}, 100);
    expect(out).toContain('\\x1b[2Jgone\\u{202e}');
    expect(out).not.toContain('\u001b');
  });
});
