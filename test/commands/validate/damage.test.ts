/** Every kind of damage, each done to a whole and signed archive: it gives exactly the finding that it should. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Chain, type ChainPlan, chainOf, signatureOf } from '../../support/digest-archive.js';
import { judged, key, otherKey, proofs } from './judged.js';

/** Hours 0 to 5; hour 2 lists two logs, hours 0 and 3 none. */
const plan: ChainPlan = { key };

interface Case {
  readonly name: string;
  readonly plan?: Partial<ChainPlan>;
  /** Done to the files by key. */
  damage?(chain: Chain): void;
  /** Exactly these, as severity, kind. */
  readonly finds: readonly string[];
  /** What is found without keys and signatures, if something else. */
  readonly unsigned?: readonly string[];
  readonly code: number;
  readonly options?: Readonly<Record<string, string | readonly string[]>>;
  /** For which digests signatures were saved: the newest, if left out. */
  saved?(chain: Chain): Chain['digests'];
}

const digestAt = ({ digests }: Chain, i: number) => {
  const digest = digests.at(i);
  if (!digest) throw new Error(`no digest ${i}`);
  return digest;
};
const logOf = (chain: Chain, hour: number, i = 0): string => digestAt(chain, hour).logs[i] ?? '';
const bytesOf = ({ files }: Chain, name: string): Buffer => files.get(name) ?? Buffer.alloc(0);
/** Changes the text within the gzip. */
const rewrite = (chain: Chain, name: string, change: (text: string) => string): void => {
  const before = gunzipSync(bytesOf(chain, name)).toString();
  const after = change(before);
  if (after === before) throw new Error('nothing was changed');
  chain.files.set(name, gzipSync(after));
};
const swap = (chain: Chain, a: string, b: string): void => {
  const [first, second] = [bytesOf(chain, a), bytesOf(chain, b)];
  chain.files.set(a, second).set(b, first);
};
const moveAll = ({ files }: Chain, to: (name: string) => string): void => {
  for (const [name, bytes] of [...files]) {
    files.delete(name);
    files.set(to(name), bytes);
  }
};
const removeDigests = (chain: Chain, hours: readonly number[]): void => {
  for (const hour of hours) chain.files.delete(digestAt(chain, hour).key);
};
const removeLogs = (chain: Chain, hours: readonly number[]): void => {
  for (const log of hours.flatMap((hour) => digestAt(chain, hour).logs)) chain.files.delete(log);
};
const baseOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

const cases: readonly Case[] = [
  { name: 'nothing', finds: [], code: 0 },
  {
    name: 'an organization, a prefix',
    plan: { organization: 'o-exampleorg1', prefix: 'central/logs/' },
    finds: [],
    code: 0,
  },
  {
    name: 'a renamed prefix',
    plan: { prefix: 'old/' },
    damage: (chain) => moveAll(chain, (name) => name.replace('old/', 'new/deep/')),
    finds: [],
    code: 0,
  },
  {
    name: 'packed anew',
    damage: ({ files }) => {
      for (const [name, bytes] of files) files.set(name, gzipSync(gunzipSync(bytes), { level: 1 }));
    },
    finds: [],
    code: 0,
  },
  {
    name: 'unpacked',
    damage: ({ files }) => {
      for (const [name, bytes] of [...files]) {
        files.delete(name);
        files.set(name.replace('.gz', ''), gunzipSync(bytes));
      }
    },
    finds: [],
    code: 0,
  },
  {
    name: 'unpacked under the same names',
    damage: ({ files }) => {
      for (const [name, bytes] of files) files.set(name, gunzipSync(bytes));
    },
    finds: [],
    code: 0,
  },
  {
    name: 'without its upper folders',
    damage: (chain) => moveAll(chain, (name) => name.split('/').slice(-5).join('/')),
    finds: ['note files-rerooted'],
    code: 0,
  },
  { name: 'flattened', damage: (chain) => moveAll(chain, baseOf), finds: ['note files-flattened'], code: 0 },
  {
    name: 'a log in another folder',
    damage: (chain) => {
      const log = logOf(chain, 1);
      chain.files.set(log.replace('/03/', '/04/'), bytesOf(chain, log));
      chain.files.delete(log);
    },
    finds: ['note files-moved'],
    code: 0,
  },
  {
    name: 'a log under another name',
    damage: (chain) => {
      const log = logOf(chain, 1);
      chain.files.set(log.replace(baseOf(log), 'copy.json.gz'), bytesOf(chain, log));
      chain.files.delete(log);
    },
    finds: ['note files-renamed'],
    code: 0,
  },
  {
    name: 'a digest under a name that is none of a digest',
    damage: (chain) => {
      const { key: name } = digestAt(chain, 2);
      chain.files.set(name.replace(baseOf(name), 'digest.json.gz'), bytesOf(chain, name));
      chain.files.delete(name);
    },
    finds: ['note files-renamed'],
    code: 0,
  },
  {
    name: 'a copy of everything beside it',
    damage: ({ files }) => {
      for (const [name, bytes] of [...files]) files.set(`copy/${name}`, bytes);
    },
    finds: [],
    code: 0,
  },
  {
    name: 'a byte of a log',
    damage: (chain) => rewrite(chain, logOf(chain, 2), (text) => text.replace('bob', 'bop')),
    finds: ['damage log-altered'],
    code: 1,
  },
  {
    name: 'a log removed',
    damage: (chain) => chain.files.delete(logOf(chain, 2)),
    finds: ['damage log-missing'],
    code: 1,
  },
  {
    name: 'a log added',
    damage: (chain) => {
      const log = logOf(chain, 2);
      chain.files.set(log.replace(/_[0-9a-f]{16}/, '_Example0Example1'), bytesOf(chain, log));
    },
    finds: ['damage log-extra'],
    code: 1,
  },
  {
    name: 'a log added to the newest hour, whose next digest may name it',
    damage: (chain) => {
      const log = logOf(chain, 5);
      chain.files.set(log.replace(/_[0-9a-f]{16}/, '_Example0Example1'), bytesOf(chain, log));
    },
    finds: ['unproven log-uncovered'],
    code: 0,
  },
  {
    name: 'events added in a file that is not named like a log',
    damage: (chain) => {
      const log = logOf(chain, 2);
      const forged = gunzipSync(bytesOf(chain, log)).toString().replaceAll('ListBuckets', 'CreateUser');
      for (const name of [
        'evil.json.gz',
        `${baseOf(log)}.json.gz`,
        baseOf(log).replace('eu-west-1', 'EU-WEST-1'),
      ])
        chain.files.set(log.replace(baseOf(log), name), gzipSync(forged));
      chain.files.set('added/notes.txt', Buffer.from('Downloaded on Monday'));
    },
    finds: ['unproven records-unlisted', 'unproven records-unlisted', 'unproven records-unlisted'],
    code: 0,
  },
  {
    name: 'a log put into an early hour, and named by the newest digest without a signature',
    damage: (chain) => {
      const newest = digestAt(chain, -1).key;
      const log = logOf(chain, 1);
      const added = log.replace(/_[0-9a-f]{16}/, '_Example0Example1');
      chain.files.set(added, bytesOf(chain, log));
      rewrite(chain, newest, (text) => {
        const named = /"logFiles":\[(\{[^}]*\})/.exec(
          gunzipSync(bytesOf(chain, digestAt(chain, 1).key)).toString(),
        );
        const entry = (named?.[1] ?? '').replace(baseOf(log), baseOf(added));
        return text.replace('"logFiles":[', `"logFiles":[${entry},`);
      });
    },
    saved: () => [],
    finds: ['unproven log-late', 'unproven signature-missing'],
    unsigned: ['unproven log-late'],
    code: 0,
  },
  {
    name: 'two logs swapped',
    damage: (chain) => swap(chain, logOf(chain, 2), logOf(chain, 2, 1)),
    finds: ['damage log-altered', 'damage log-altered'],
    code: 1,
  },
  {
    name: 'a log cut off',
    damage: (chain) => chain.files.set(logOf(chain, 2), bytesOf(chain, logOf(chain, 2)).subarray(0, -20)),
    finds: ['damage log-truncated'],
    code: 1,
  },
  {
    name: 'a log emptied',
    damage: (chain) => chain.files.set(logOf(chain, 2), Buffer.alloc(0)),
    finds: ['damage log-truncated'],
    code: 1,
  },
  {
    name: 'bytes behind the gzip of a log',
    damage: (chain) =>
      chain.files.set(
        logOf(chain, 2),
        Buffer.concat([bytesOf(chain, logOf(chain, 2)), Buffer.from('garbage')]),
      ),
    finds: ['damage log-file-end'],
    code: 1,
  },
  {
    name: 'the check sum behind the gzip of a log cut off',
    damage: (chain) => chain.files.set(logOf(chain, 2), bytesOf(chain, logOf(chain, 2)).subarray(0, -8)),
    finds: ['damage log-file-end'],
    code: 1,
  },
  {
    name: 'a second member behind a log',
    damage: (chain) =>
      chain.files.set(
        logOf(chain, 2),
        Buffer.concat([bytesOf(chain, logOf(chain, 2)), gzipSync('{"Records":[]}')]),
      ),
    finds: ['damage log-altered'],
    code: 1,
  },
  {
    name: 'the packed data of a log',
    damage: (chain) => {
      const bytes = Buffer.from(bytesOf(chain, logOf(chain, 2)));
      bytes.fill(0xff, 60, 90);
      chain.files.set(logOf(chain, 2), bytes);
    },
    finds: ['damage log-corrupt'],
    code: 1,
  },
  {
    name: 'a byte of a digest',
    damage: (chain) =>
      rewrite(chain, digestAt(chain, 2).key, (text) => text.replace(/("hashValue":")./, '$1x')),
    finds: ['damage digest-altered'],
    code: 1,
  },
  {
    name: 'a byte of the newest digest',
    damage: (chain) =>
      rewrite(chain, digestAt(chain, -1).key, (text) => text.replace(/("hashValue":").{4}/, '$1aaaa')),
    finds: ['damage signature-invalid'],
    // Its own word is all there is: what shows is the log that does not agree with it.
    unsigned: ['damage log-altered'],
    code: 1,
  },
  {
    name: 'the key that a digest says it has',
    damage: (chain) => rewrite(chain, digestAt(chain, 2).key, (text) => text.replace('T120000Z', 'T120001Z')),
    finds: ['damage digest-altered'],
    code: 1,
  },
  {
    name: 'the signature of the previous digest that a digest states',
    damage: (chain) =>
      rewrite(chain, digestAt(chain, 2).key, (text) =>
        text.replace(/("previousDigestSignature":")..../, '$1abcd'),
      ),
    finds: ['damage digest-altered', 'unproven signature-unreliable'],
    unsigned: ['damage digest-altered'],
    code: 1,
  },
  {
    name: 'a digest that names a log no more',
    damage: (chain) =>
      rewrite(chain, digestAt(chain, 2).key, (text) => text.replace(/"logFiles":.*\]/, '"logFiles":[]')),
    finds: ['damage digest-altered'],
    code: 1,
  },
  {
    name: 'a digest written anew with the same meaning',
    damage: (chain) =>
      rewrite(chain, digestAt(chain, 2).key, (text) => JSON.stringify(JSON.parse(text), null, 2)),
    finds: ['damage digest-altered'],
    code: 1,
  },
  {
    name: 'two digests swapped',
    damage: (chain) => swap(chain, digestAt(chain, 1).key, digestAt(chain, 2).key),
    finds: ['damage digest-moved', 'damage digest-moved'],
    code: 1,
  },
  {
    name: 'a digest replaced by an earlier one',
    damage: (chain) => chain.files.set(digestAt(chain, 3).key, bytesOf(chain, digestAt(chain, 2).key)),
    finds: ['damage digest-altered'],
    code: 1,
  },
  {
    name: 'digests from one on signed with another key',
    plan: { signedBy: (hour) => (hour >= 3 ? { ...otherKey, fingerprint: key.fingerprint } : key) },
    // The signature of the first is stated by the second alone, which is not to be trusted.
    finds: ['damage signature-invalid', 'damage signature-invalid', 'unproven signature-unreliable'],
    unsigned: [],
    code: 1,
  },
  {
    name: 'the newest digest signed with another key, and saying so',
    plan: { signedBy: (hour) => (hour === 5 ? otherKey : key) },
    finds: ['damage key-unknown'],
    unsigned: [],
    code: 1,
  },
  {
    name: 'another signature saved than the next digest states',
    saved: (chain) => {
      const digest = digestAt(chain, 2);
      return [digestAt(chain, -1), { ...digest, signature: signatureOf(digest.text, otherKey) }];
    },
    finds: ['damage signature-conflict'],
    unsigned: [],
    code: 1,
  },
  {
    name: 'a wrong hash of the previous digest, signed',
    plan: {
      amend: (digest, hour) => {
        if (hour === 3) digest.previousDigestHashValue = '0'.repeat(64);
      },
    },
    finds: ['damage link-broken'],
    unsigned: ['damage digest-altered'],
    code: 1,
  },
  {
    name: 'a digest removed',
    damage: (chain) => chain.files.delete(digestAt(chain, 2).key),
    finds: ['damage digest-missing'],
    code: 1,
  },
  {
    name: 'three digests removed',
    damage: (chain) => removeDigests(chain, [1, 2, 3]),
    finds: ['damage digest-missing'],
    code: 1,
  },
  {
    name: 'the beginning of the chain removed',
    damage: (chain) => removeDigests(chain, [0, 1]),
    finds: ['damage digest-missing'],
    code: 1,
  },
  {
    name: 'the beginning of the chain removed, before the range that is asked for',
    damage: (chain) => removeDigests(chain, [0, 1]),
    options: { since: '2024-06-03T11:00:00Z' },
    finds: [],
    code: 0,
  },
  {
    name: 'the end of the chain removed',
    damage: (chain) => removeDigests(chain, [4, 5]),
    finds: ['unproven log-uncovered', 'unproven signature-missing'],
    unsigned: ['unproven log-uncovered'],
    code: 0,
  },
  {
    name: 'digests and logs removed at the end, which leaves no trace but the signature',
    damage: (chain) => {
      removeLogs(chain, [4, 5]);
      removeDigests(chain, [4, 5]);
    },
    finds: ['unproven signature-missing'],
    unsigned: [],
    code: 0,
  },
  { name: 'digests without logs', plan: { logsIn: () => 0 }, finds: [], code: 0 },
  {
    name: 'all logs removed',
    damage: (chain) => removeLogs(chain, [0, 1, 2, 3, 4, 5]),
    finds: Array(6).fill('damage log-missing'),
    code: 1,
  },
  {
    name: 'all digests removed',
    damage: (chain) => removeDigests(chain, [0, 1, 2, 3, 4, 5]),
    finds: ['damage no-digests'],
    code: 1,
  },
  { name: 'everything removed', damage: ({ files }) => files.clear(), finds: ['damage no-digests'], code: 1 },
  {
    name: 'logging stopped and started again',
    plan: { off: [2, 3], restarts: [4] },
    saved: (chain) => [digestAt(chain, 1), digestAt(chain, -1)],
    finds: ['unproven gap'],
    code: 0,
  },
  {
    name: 'logging started again at once',
    plan: { restarts: [3] },
    saved: (chain) => [digestAt(chain, 2), digestAt(chain, -1)],
    finds: [],
    code: 0,
  },
  {
    name: 'linked digests with time between them',
    plan: { off: [2] },
    finds: ['unproven window-gap'],
    code: 0,
  },
  {
    name: 'a clock that was set back',
    plan: {
      amend: (digest, hour) => {
        if (hour === 3) digest.digestStartTime = '2024-06-03T11:30:00Z';
      },
    },
    finds: ['unproven window-overlap'],
    code: 0,
  },
  {
    name: 'a digest that ends before it begins',
    plan: {
      amend: (digest, hour) => {
        if (hour === 3) digest.digestStartTime = '2024-06-03T15:00:00Z';
      },
    },
    finds: ['unproven window-contradiction'],
    code: 0,
  },
  {
    name: 'another algorithm of the signature',
    plan: {
      amend: (digest, hour) => {
        if (hour === 5) digest.digestSignatureAlgorithm = 'MD5withRSA';
      },
    },
    finds: ['unproven algorithm-unknown'],
    code: 0,
  },
  {
    name: 'another algorithm of a log',
    plan: {
      amend: ({ logFiles: [log] }, hour) => {
        if (hour === 1 && log) log.hashAlgorithm = 'MD5';
      },
    },
    finds: ['unproven algorithm-unknown'],
    code: 0,
  },
  {
    name: 'a digest that is no JSON',
    damage: (chain) => rewrite(chain, digestAt(chain, 2).key, (text) => text.slice(0, -1)),
    finds: ['damage digest-unreadable'],
    code: 1,
  },
  {
    name: 'the newest digest no JSON',
    damage: (chain) => rewrite(chain, digestAt(chain, -1).key, (text) => text.slice(0, -1)),
    finds: ['damage digest-unreadable'],
    code: 1,
  },
  {
    name: 'a digest that is another JSON',
    damage: (chain) => chain.files.set(digestAt(chain, 2).key, gzipSync('{"Records":[]}')),
    finds: ['damage digest-unreadable'],
    code: 1,
  },
  {
    name: 'a digest cut off',
    damage: (chain) =>
      chain.files.set(digestAt(chain, 2).key, bytesOf(chain, digestAt(chain, 2).key).subarray(0, -30)),
    finds: ['damage digest-unreadable'],
    code: 1,
  },
  {
    name: 'a copy of a digest with other content',
    damage: (chain) => {
      const { key: name, text } = digestAt(chain, 2);
      chain.files.set(`copy/${name}`, gzipSync(text.replace('bucket', 'basket')));
    },
    finds: ['damage digest-copies-differ'],
    code: 1,
  },
  {
    name: 'a forged digest put between two',
    damage: (chain) => {
      const { key: name, text } = digestAt(chain, 2);
      chain.files.set(name.replace('120000Z', '123000Z'), gzipSync(text.replaceAll('T120000Z', 'T123000Z')));
    },
    finds: ['damage digest-extra'],
    code: 1,
  },
];

const foundIn = (findings: Awaited<ReturnType<typeof judged>>['findings']): string[] =>
  findings.map(({ severity, finding }) => `${severity} ${finding}`).sort();

describe.each(cases)(
  '$name',
  ({ plan: more, damage, finds, unsigned = finds, code, options = {}, saved }) => {
    const made = (): Chain => {
      const chain = chainOf({ ...plan, ...more });
      damage?.(chain);
      return chain;
    };

    it('with keys and signatures', async () => {
      const whole = chainOf({ ...plan, ...more });
      const chain = made();
      const given = proofs(saved ? saved(whole) : whole.digests.slice(-1));
      const { findings, code: exit, chains } = await judged(chain.files, { ...given, ...options });
      expect(foundIn(findings)).toEqual([...finds].sort());
      expect(exit).toBe(code);
      if (finds.length === 0) expect(chains.map(({ proof }) => proof)).toEqual(['signed']);
    });

    it('without', async () => {
      const { findings, code: exit, chains } = await judged(made().files, options);
      expect(foundIn(findings)).toEqual([...unsigned].sort());
      expect(exit).toBe(unsigned.some((one) => one.startsWith('damage')) ? 1 : 0);
      expect(chains.map(({ proof }) => proof)).not.toContain('signed');
    });
  },
);
