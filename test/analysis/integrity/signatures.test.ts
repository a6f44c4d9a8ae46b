import { describe, expect, it } from 'vitest';
import { readSignatures, signaturesOf } from '../../../src/analysis/integrity/signatures.js';

const name = '111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20240603T100000Z.json';
const key = `logs/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2024/06/03/${name}.gz`;
const head = { ContentLength: 700, Metadata: { signature: 'ABCD', 'signature-algorithm': 'SHA256withRSA' } };

describe('signatures', () => {
  it.each([
    {
      what: 'head-object, in a file named after the digest',
      text: JSON.stringify(head, null, 2),
      file: `${name}.gz.head.json`,
    },
    {
      what: 'the same for a digest that was unpacked',
      text: JSON.stringify(head),
      file: `${name}.head.json`,
    },
    {
      what: 'a map by key',
      text: JSON.stringify({ [key]: { signature: 'abcd', 'signature-algorithm': 'SHA256withRSA' } }),
      file: 'a.json',
    },
    { what: 'a map by key to texts', text: JSON.stringify({ [key]: 'abcd' }), file: 'a.json' },
    {
      what: 'a map by key to what head-object prints',
      text: JSON.stringify({ [key]: head }),
      file: 'a.json',
    },
    {
      what: 'a map by the name of the header',
      text: JSON.stringify({ [key]: { 'x-amz-meta-signature': 'abcd' } }),
      file: 'a.json',
    },
    { what: 'lines with the key', text: `${JSON.stringify({ Key: key, ...head })}\n\n`, file: 'a.jsonl' },
    { what: 'a list with the key', text: JSON.stringify([{ key, ...head }]), file: 'a.json' },
  ])('$what', ({ text, file }) => {
    expect(readSignatures(text, file)).toEqual([{ name, signature: 'abcd' }]);
  });

  it('of many digests, one a line', () => {
    const lines = ['1', '2', '3'].map((hour) =>
      JSON.stringify({ Key: key.replace('T10', `T1${hour}`), ...head }),
    );
    expect(readSignatures(lines.join('\n'), 'a.jsonl')).toHaveLength(3);
  });

  it('that contradict each other are both kept', () => {
    const saved = [
      { name, signature: 'ab' },
      { name, signature: 'cd' },
      { name, signature: 'ab' },
    ];
    expect(signaturesOf(saved).get(name)).toEqual(['ab', 'cd']);
  });

  it.each([
    { what: 'not JSON', text: 'hello', message: 'is not JSON' },
    {
      what: 'a line that is not JSON',
      text: `${JSON.stringify({ Key: key, ...head })}\n{`,
      message: 'line 2 is not JSON',
    },
    { what: 'no metadata', text: '{"ContentLength": 1}', message: 'holds no signature' },
    {
      what: 'metadata, and nothing that tells of which digest',
      text: JSON.stringify(head),
      message: 'holds no signature',
    },
    { what: 'nothing', text: '', message: 'holds no signature' },
  ])('$what', ({ text, message }) => {
    expect(() => readSignatures(text, 'a.json')).toThrow(message);
  });
});
