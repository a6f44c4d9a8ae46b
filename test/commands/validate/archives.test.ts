/** Archives of several chains, ways in which a download lies, filters, what is told of each, and what is refused. */
import { chmodSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tar, zip } from '../../support/archives.js';
import { chainOf, headOf, keyList, writeFiles } from '../../support/digest-archive.js';
import { temporaryFolder } from '../../support/odd-archive.js';
import { judged, judgedFolder, key, otherKey, proofs } from './judged.js';

const kinds = ({ findings }: Awaited<ReturnType<typeof judged>>): string[] =>
  findings.map(({ severity, finding }) => `${severity} ${finding}`);

describe('several chains', () => {
  const main = chainOf({ key });
  const global = chainOf({ key, region: 'us-east-1' });
  const audit = chainOf({ key, trail: 'audit', start: '2024-06-03T09:30:00Z' });
  const files = [...main.files, ...global.files, ...audit.files];
  const newest = [main, global, audit].map(({ digests }) => digests.at(-1));

  it('are told apart by account, region and trail', async () => {
    const { chains, findings, code } = await judged(files, proofs(newest));
    expect(findings).toEqual([]);
    expect(code).toBe(0);
    expect(
      chains.map(({ region, trail, proof, provenUntil }) => [region, trail, proof, provenUntil]),
    ).toEqual([
      ['eu-west-1', 'audit', 'signed', '2024-06-03T15:30:00Z'],
      ['eu-west-1', 'main_trail', 'signed', '2024-06-03T15:00:00Z'],
      ['us-east-1', 'main_trail', 'signed', '2024-06-03T15:00:00Z'],
    ]);
  });

  it('a log of the one trail while a digest of the other is missing is held against nobody', async () => {
    const without = new Map(files);
    without.delete(main.digests[2]?.key ?? '');
    expect(kinds(await judged(without, proofs(newest)))).toEqual(['damage digest-missing']);
  });

  it('the filters choose among them', async () => {
    const { chains } = await judged(files, { region: ['us-*'], account: ['!444455556666'] });
    expect(chains.map(({ region }) => region)).toEqual(['us-east-1']);
  });

  it('a region whose logs have no digest is damage', async () => {
    const without = files.filter(([name]) => !name.includes('CloudTrail-Digest/us-east-1'));
    const result = await judged(without, proofs([newest[0], newest[2]]));
    expect(kinds(result)).toEqual(['damage no-digests']);
    expect(result.chains.map(({ proof }) => proof)).toEqual(['signed', 'signed', 'nothing']);
    const other = await judged(without, { ...proofs([newest[0], newest[2]]), region: ['eu-west-1'] });
    expect(other.code).toBe(0);
  });
});

describe('backfill', () => {
  const standard = chainOf({ key, off: [2, 3] });
  const backfill = chainOf({ key, backfill: true, hours: 2, start: '2024-06-03T11:00:00Z', logsIn: () => 1 });
  const saved = [standard.digests.at(-1), backfill.digests.at(-1)];

  it('digests cover what the standard chain does not', async () => {
    const { findings, chains } = await judged([...standard.files, ...backfill.files], proofs(saved));
    expect(findings.map(({ severity, finding, from, until }) => [severity, finding, from, until])).toEqual([
      ['note', 'backfilled', '2024-06-03T11:00:00Z', '2024-06-03T13:00:00Z'],
    ]);
    expect(chains.map((row) => [row.backfill, row.proof, row.logs.intact])).toEqual([
      [false, 'signed', 4],
      [true, 'signed', 2],
    ]);
  });
  it('digests that cover a part of it leave a gap', async () => {
    const part = chainOf({ key, backfill: true, hours: 1, start: '2024-06-03T11:00:00Z' });
    const files = [...standard.files, ...part.files];
    expect(kinds(await judged(files, proofs([saved[0], part.digests.at(-1)])))).toEqual([
      'unproven window-gap',
    ]);
  });
});

describe('what is proven', () => {
  const { digests, files } = chainOf({ key });

  it('signed up to the newest whose signature is at hand', async () => {
    const { chains, findings, code } = await judged(files, proofs([]));
    expect(chains[0]).toMatchObject({
      proof: 'signed',
      provenFrom: '2024-06-03T09:00:00Z',
      provenUntil: '2024-06-03T14:00:00Z',
      digests: { found: 6, signed: 5 },
    });
    expect(findings.map(({ finding, until }) => [finding, until])).toEqual([
      ['signature-missing', '2024-06-03T15:00:00Z'],
    ]);
    expect(code).toBe(0);
  });
  it('an unsigned chain without keys', async () => {
    const { chains, stderr } = await judged(files);
    expect(chains[0]).toMatchObject({
      proof: 'linked',
      provenUntil: '2024-06-03T15:00:00Z',
      digests: { signed: 0 },
    });
    expect(stderr).toContain('without --public-keys no signature was checked');
  });
  it('hashes only for one digest', async () => {
    const one = chainOf({ key, hours: 1, logsIn: () => 2 });
    const { chains } = await judged(one.files);
    expect(chains[0]).toMatchObject({ proof: 'hashes', logs: { named: 2, intact: 2 } });
  });
  it('counts', async () => {
    const damaged = new Map(files);
    for (const i of [1, 2]) damaged.delete(digests[i]?.key ?? '');
    damaged.delete(digests[4]?.logs[0] ?? '');
    damaged.set(digests[5]?.logs[0] ?? '', gzipSync('{"Records":[]}'));
    const { chains, findings } = await judged(damaged, proofs([digests.at(-1)]));
    expect(chains[0]).toMatchObject({
      digests: { found: 4, signed: 3, empty: 2, bad: 0, missing: 2 },
      logs: { named: 3, intact: 1, altered: 1, missing: 1, unjudged: 0 },
      damage: 3,
    });
    expect(findings[0]).toMatchObject({
      finding: 'digest-missing',
      key: digests[2]?.key,
      from: '2024-06-03T10:00:00Z',
      until: '2024-06-03T12:00:00Z',
      count: 2,
    });
  });
  it('names where the keys came from', async () => {
    const given = proofs([digests.at(-1)]);
    const { stderr } = await judged(files, given);
    expect(stderr).toContain(`public keys: 1 key from ${given.publicKeys[0]};`);
    const folder = temporaryFolder();
    writeFiles(folder, [...files, ['keys.json', JSON.stringify(keyList(key))]]);
    const within = await judgedFolder(folder, { publicKeys: [join(folder, 'keys.json')] });
    expect(within.stderr).toContain('keys.json, in the folder that they are to prove;');
  });
  it('a key that was used outside of its period is noted', async () => {
    const list = keyList(key) as { PublicKeyList: { ValidityEndTime: string }[] };
    for (const one of list.PublicKeyList) one.ValidityEndTime = '2024-06-03T14:30:00Z';
    expect(kinds(await judged(files, proofs([digests.at(-1)], list)))).toEqual(['note key-out-of-time']);
  });
});

describe('a range', () => {
  const { digests, files } = chainOf({ key, logsIn: () => 1 });
  const saved = proofs([digests.at(-1)]);
  it('chooses the digests whose hour touches it', async () => {
    const range = { since: '2024-06-03T11:30:00Z', until: '2024-06-03T12:30:00Z' };
    const { chains } = await judged(files, { ...saved, ...range });
    expect(chains[0]).toMatchObject({
      proof: 'signed',
      provenFrom: '2024-06-03T11:00:00Z',
      provenUntil: '2024-06-03T13:00:00Z',
      digests: { found: 2, signed: 2 },
    });
  });
  it('leaves out damage outside of it', async () => {
    const damaged = new Map(files);
    damaged.delete(digests[1]?.logs[0] ?? '');
    const { code } = await judged(damaged, { ...saved, since: '2024-06-03T12:00:00Z' });
    expect(code).toBe(0);
    expect((await judged(damaged, { ...saved, until: '2024-06-03T12:00:00Z' })).code).toBe(1);
  });
  it('brings in a later digest whose logs hold events of it', async () => {
    const late = chainOf({
      key,
      logsIn: () => 1,
      amend: ({ logFiles: [log] }, hour) => {
        if (hour === 5 && log) log.oldestEventTime = '2024-06-03T09:10:00Z';
      },
    });
    const { chains } = await judged(late.files, { until: '2024-06-03T09:30:00Z' });
    expect(chains[0]?.digests.found).toBe(2);
  });
  it('leaves out a digest that cannot be read outside of it', async () => {
    const damaged = new Map(files);
    damaged.set(digests[2]?.key ?? '', gzipSync('{"digestEndTime":'));
    expect((await judged(damaged, { ...saved, until: '2024-06-03T11:00:00Z' })).code).toBe(0);
    expect((await judged(damaged, { ...saved, since: '2024-06-03T13:00:00Z' })).code).toBe(0);
    expect(kinds(await judged(damaged, { ...saved, since: '2024-06-03T11:59:00Z' }))).toEqual([
      'damage digest-unreadable',
    ]);
    const other = await judged(damaged, { region: ['us-*'] });
    expect(kinds(other)).toEqual(['damage no-digests']);
    expect(other.chains).toEqual([]);
  });
  it('without any digest is no pass', async () => {
    const result = await judged(files, { ...saved, since: '2025-01-01' });
    expect(kinds(result)).toEqual(['damage no-digests']);
    expect(result.code).toBe(1);
  });
});

describe('downloads', () => {
  const { digests, files } = chainOf({ key });
  const saved = proofs([digests.at(-1)]);
  const byName = Object.fromEntries(files);

  it.each([
    { name: 'archive.zip', bytes: zip(byName) },
    { name: 'archive.tar.gz', bytes: gzipSync(tar(byName, 'pax')) },
  ])('in $name', async ({ name, bytes }) => {
    const { code, findings, chains } = await judged([[name, bytes]], saved);
    expect(findings).toEqual([]);
    expect(chains[0]).toMatchObject({ proof: 'signed', logs: { named: 6, intact: 6 } });
    expect(code).toBe(0);
  });
  it('in an archive that is cut off are told and counted as not read', async () => {
    const { code, stderr } = await judged(
      [['archive.tar.gz', gzipSync(tar(byName, 'pax')).subarray(0, 2500)]],
      saved,
    );
    expect(stderr).toContain('archive.tar.gz');
    expect([1, 3]).toContain(code);
  });
  it('with other files beside them', async () => {
    const others: [string, string][] = [
      ['README.txt', 'notes'],
      ['AWSLogs/111122223333/Config/eu-west-1/a.json.gz', 'x'],
      ['keys.json', JSON.stringify(keyList(key))],
    ];
    const { findings, code } = await judged([...files, ...others], saved);
    expect(findings).toEqual([]);
    expect(code).toBe(0);
  });
  it.skipIf(process.getuid?.() === 0)('a file that may not be read: exit code 3', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, files);
    chmodSync(join(folder, digests[2]?.logs[0] ?? ''), 0);
    const result = await judgedFolder(folder, saved);
    expect(kinds(result)).toEqual(['unproven log-refused']);
    expect(result.code).toBe(3);
    chmodSync(join(folder, digests[2]?.key ?? ''), 0);
    const other = await judgedFolder(folder, saved);
    expect(kinds(other)).toContain('unproven digest-refused');
    expect(other.stderr).toContain('permission denied');
  });
});

describe('signatures', () => {
  const { digests, files } = chainOf({ key });
  const newest = digests[5];
  const folder = temporaryFolder();
  const list = join(folder, 'keys.json');
  writeFileSync(list, JSON.stringify(keyList(key)));
  const saveds: [string, string][] = [
    ['map.json', JSON.stringify({ [newest?.key ?? '']: { signature: newest?.signature } })],
    [
      'lines.jsonl',
      digests.map((digest) => JSON.stringify({ Key: digest.key, ...headOf(digest) })).join('\n'),
    ],
    [`${basename(newest?.key ?? '')}.head.json`, JSON.stringify(newest && headOf(newest))],
  ];
  it.each(saveds)('in %s', async (name, text) => {
    writeFileSync(join(folder, name), text);
    const { findings, chains } = await judged(files, {
      publicKeys: [list],
      signatures: [join(folder, name)],
    });
    expect(findings).toEqual([]);
    expect(chains[0]?.digests.signed).toBe(6);
  });
  it.each([
    {
      raw: { publicKeys: ['fixtures/none.json'] },
      message: "--public-keys: 'fixtures/none.json': no such file",
    },
    { raw: { publicKeys: ['README.md'] }, message: "--public-keys: 'README.md': is not JSON" },
    { raw: { publicKeys: ['package.json'] }, message: "--public-keys: 'package.json': holds no public keys" },
    { raw: { signatures: ['package.json'] }, message: "--signatures: 'package.json': holds no signature" },
    { raw: { signatures: ['bin'] }, message: "--signatures: 'bin': holds no signature" },
  ])('$message', async ({ raw, message }) => {
    await expect(judged(files, raw)).rejects.toThrow(message);
  });
});

describe('any damage', () => {
  const { digests, files } = chainOf({ key, hours: 8 });
  const saved = proofs([digests.at(-1)]);
  const names = [...files.keys()];
  const inner = fc.record({
    what: fc.constantFrom('byte', 'removed', 'swapped', 'field', 'rewritten'),
    at: fc.nat(names.length - 1),
    other: fc.nat(names.length - 1),
    place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    bit: fc.nat(7),
  });

  interface Damage {
    readonly what: string;
    readonly at: number;
    readonly other: number;
    readonly place: number;
    readonly bit: number;
  }

  const damaged = ({ what, at, other, place, bit }: Damage): Map<string, Buffer> => {
    const result = new Map(files);
    const name = names[at] ?? '';
    const bytes = files.get(name) ?? Buffer.alloc(0);
    const hour = at % digests.length;
    const digest = digests[hour];
    if (what === 'removed') result.delete(name);
    else if (what === 'swapped') {
      result.set(name, files.get(names[other] ?? '') ?? bytes).set(names[other] ?? '', bytes);
    } else if (what === 'byte') {
      const text = gunzipSync(bytes);
      const offset = Math.floor(place * text.length);
      text.writeUInt8(text.readUInt8(offset) ^ (1 << bit), offset);
      result.set(name, gzipSync(text));
    } else if (what === 'field' && digest) {
      const value = JSON.parse(digest.text) as Record<string, unknown>;
      const fields = Object.keys(value);
      value[fields[Math.floor(place * fields.length)] ?? ''] = 'x';
      result.set(digest.key, gzipSync(JSON.stringify(value)));
    } else {
      // By one who can write all of the folder, and has not the key.
      const forger = { ...otherKey, fingerprint: key.fingerprint };
      const logsIn = (own: number): number => (own === hour ? 4 : own % 3);
      return chainOf({ key, hours: 8, logsIn, signedBy: (own) => (own >= hour ? forger : key) }).files;
    }
    return result;
  };

  it('never leaves a clean and signed verdict', async () => {
    await fc.assert(
      fc.asyncProperty(inner, async (damage) => {
        const result = damaged(damage);
        fc.pre(
          result.size !== files.size || [...result].some(([name, bytes]) => !isSame(files.get(name), bytes)),
        );
        const { findings, chains } = await judged(result, saved);
        const isClean = findings.every(({ severity }) => severity === 'note');
        const isSigned = chains.every(
          ({ proof, digests: { found, signed } }) => proof === 'signed' && found === signed,
        );
        expect(isClean && isSigned).toBe(false);
      }),
      { seed: 20240603, numRuns: 150 },
    );
  });
});

function isSame(a: Buffer | undefined, b: Buffer): boolean {
  return a !== undefined && gunzipSync(a).equals(gunzipSync(b));
}
