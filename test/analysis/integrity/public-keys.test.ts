import { describe, expect, it } from 'vitest';
import { keyRing, readPublicKeys } from '../../../src/analysis/integrity/public-keys.js';
import type { JsonObject, JsonValue } from '../../../src/model/json.js';
import { newSigningKey } from '../../support/digest-archive.js';

const [one, two] = [newSigningKey(), newSigningKey()];
const entry = { Value: one.der.toString('base64'), Fingerprint: one.fingerprint } satisfies JsonObject;
const other = { Value: two.der.toString('base64'), Fingerprint: two.fingerprint } satisfies JsonObject;
const from = Date.UTC(2024, 4, 20);

const shapes: readonly {
  readonly name: string;
  readonly value: JsonValue;
  readonly fingerprints: readonly string[];
}[] = [
  {
    name: 'as the AWS CLI prints them',
    value: { PublicKeyList: [entry, other] },
    fingerprints: [one.fingerprint, two.fingerprint],
  },
  {
    name: 'with a small letter, as one sample has it',
    value: { publicKeyList: [entry] },
    fingerprints: [one.fingerprint],
  },
  { name: 'a bare list', value: [entry], fingerprints: [one.fingerprint] },
  {
    name: 'answers of several regions',
    value: [{ PublicKeyList: [entry] }, { PublicKeyList: [other] }],
    fingerprints: [one.fingerprint, two.fingerprint],
  },
  {
    name: 'by region',
    value: { 'eu-west-1': { PublicKeyList: [entry] }, 'us-east-1': [other] },
    fingerprints: [one.fingerprint, two.fingerprint],
  },
  {
    name: 'a fingerprint in capitals',
    value: [{ ...entry, Fingerprint: one.fingerprint.toUpperCase() }],
    fingerprints: [one.fingerprint],
  },
  { name: 'an empty list', value: { PublicKeyList: [] }, fingerprints: [] },
  { name: 'something else', value: { Metadata: { signature: 'ab' } }, fingerprints: [] },
  { name: 'a number', value: 7, fingerprints: [] },
];

describe('the keys', () => {
  it.each(shapes)('$name', ({ value, fingerprints }) => {
    expect(readPublicKeys(value).map(({ fingerprint }) => fingerprint)).toEqual(fingerprints);
  });

  it('are the same in PKCS #1 and as a SubjectPublicKeyInfo', () => {
    const [pkcs1, spki] = readPublicKeys([entry, { ...entry, Value: one.spki.toString('base64') }]);
    expect(pkcs1?.key.equals(spki?.key ?? pkcs1.key)).toBe(true);
  });

  it.each([
    {
      name: 'seconds',
      times: { ValidityStartTime: from / 1000, ValidityEndTime: from / 1000 + 0.5 },
      until: from + 500,
    },
    {
      name: 'texts',
      times: { ValidityStartTime: '2024-05-20T02:00:00+02:00', ValidityEndTime: '2024-05-20T00:00:01Z' },
      until: from + 1000,
    },
  ])('their period, in $name', ({ times, until }) => {
    expect(readPublicKeys([{ ...entry, ...times }])[0]).toMatchObject({ from, until });
  });

  it('have no period that is not told', () => {
    expect(readPublicKeys([entry])[0]).toMatchObject({ from: null, until: null });
  });
});

describe('what cannot be used', () => {
  it.each([
    { name: 'no fingerprint', value: [{ Value: entry.Value }], message: 'a key has no Fingerprint' },
    { name: 'no value', value: [{ Fingerprint: 'ab' }], message: 'the key ab has no Value' },
    {
      name: 'no key',
      value: [{ Value: 'AAAA', Fingerprint: 'ab' }],
      message: 'the key ab is not an RSA public key in base64',
    },
  ])('$name', ({ value, message }) => {
    expect(() => readPublicKeys(value)).toThrow(message);
  });

  it('one fingerprint for two keys', () => {
    const keys = readPublicKeys([entry, { ...other, Fingerprint: one.fingerprint }]);
    expect(() => keyRing(keys)).toThrow(`two different keys have the fingerprint ${one.fingerprint}`);
    expect(keyRing(readPublicKeys([entry, entry])).size).toBe(1);
  });
});
