/** Packs from their YAML: what they say, and every mistake with its place. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/model/usage-error.js';
import { readPack } from '../../../src/rules/compliance/index.js';

const text = readFileSync('fixtures/check/packs/trail.yml', 'utf8');

describe('a pack', () => {
  it('is read whole', () => {
    const pack = readPack({ file: 'trail.yml', text });
    expect(pack).toMatchObject({
      name: 'trail',
      version: 1,
      source: { name: 'Example rules of a platform team', version: '2024-01', url: null },
      file: 'trail.yml',
    });
    expect(pack.controls.map(({ id, line }) => [id, line])).toEqual([
      ['logging-on', 10],
      ['validation-on', 27],
      ['denied-calls', 44],
      ['recorder-seen', 56],
      ['changes-by-pipeline', 68],
      ['objects-read', 82],
    ]);
    const [logging, validation, denied, recorder, changes, objects] = pack.controls;
    expect(logging?.evidence).toEqual({ events: 'management', sources: [], regions: ['us-east-1'], span: 0 });
    expect(validation?.conditions).toMatchObject([{ kind: 'state', by: [['requestParameters', 'name']] }]);
    expect(denied?.conditions).toMatchObject([
      { kind: 'must-not', count: { atLeast: 3, within: 600_000, by: [['userIdentity', 'arn']] } },
    ]);
    expect(recorder?.conditions).toMatchObject([{ kind: 'must', otherwise: 'not judged' }]);
    expect(changes?.conditions).toMatchObject([{ unless: ['allowed-principals', 'windows'] }]);
    expect(objects?.evidence).toMatchObject({ events: 'data', sources: ['s3.amazonaws.com'] });
  });
});

describe('mistakes', () => {
  it.each([
    ['no YAML', 'pack: trail', 'pack: [trail', 'trail.yml:3:1: not YAML'],
    ['an unknown key', 'version: 1', 'versoin: 1', "trail.yml:4:1: a pack has no key 'versoin'"],
    ['a missing key', 'title: Trails and who touches them\n', '', "trail.yml:2:1: 'title' is missing"],
    ['no version', 'version: 1', 'version: first', "trail.yml:4:10: 'version' is a whole number above 0"],
    ['a bad name', 'pack: trail', 'pack: Trail 1', "trail.yml:2:7: 'Trail 1' is not a name for a pack"],
    [
      'two of one id',
      'id: denied-calls',
      'id: logging-on',
      "trail.yml:44:9: two controls have the id 'logging-on': this, and that of line 10",
    ],
    ['a bad id', 'id: denied-calls', 'id: denied calls', "trail.yml:44:9: 'denied calls' is not an id"],
    ['a severity', 'severity: low', 'severity: lo', "trail.yml:47:15: 'lo' is no severity"],
    [
      'an unknown key of a control',
      'rationale: Who',
      'reason: Who',
      "trail.yml:84:5: a control has no key 'reason'",
    ],
    [
      'no conditions',
      / {4}must-not:\n {6}- detection:\n {10}selection:\n {12}errorCode: AccessDenied[\s\S]*?\n\n/,
      '\n',
      "trail.yml:44:5: the control 'denied-calls' asks nothing",
    ],
    [
      'an unknown field',
      'errorCode: AccessDenied',
      'errorcode: AccessDenied',
      "trail.yml:52:13: CloudTrail records have no field 'errorcode'",
    ],
    [
      'an unknown field to group by',
      'by: [userIdentity.arn]',
      'by: [userName]',
      "trail.yml:54:49: CloudTrail records have no field 'userName'",
    ],
    [
      'an unknown field compared with',
      'errorCode: AccessDenied',
      'userAgent|fieldref: userAgnt',
      "trail.yml:52:33: CloudTrail records have no field 'userAgnt'",
    ],
    ['an unknown modifier', 'errorCode: AccessDenied', 'errorCode|begins: AccessDenied', 'trail.yml:52:13:'],
    [
      'a condition',
      'condition: sets',
      'condition: sets and gone',
      "trail.yml:40:31: in the condition at 'gone': there is no selection 'gone'",
    ],
    [
      'what is good',
      'good: validated',
      'good: valid',
      "trail.yml:41:15: in the condition at 'valid': there is no selection 'valid'",
    ],
    [
      'a length of time',
      'within: 10m',
      'within: 10 min',
      "trail.yml:54:39: '10 min' is not a length of time",
    ],
    [
      'a count of nothing',
      'at-least: 3',
      'at-least: 0',
      "trail.yml:54:28: 'at-least' is a whole number above 0",
    ],
    [
      'an exception',
      'unless: [allowed-principals',
      'unless: [principals',
      "trail.yml:80:18: 'principals' is no exception",
    ],
    [
      'a source',
      'sources: [s3.amazonaws.com]',
      'sources: [s3]',
      "trail.yml:89:17: 's3' is not an event source",
    ],
    [
      'data events of nothing',
      '      sources: [s3.amazonaws.com]\n',
      '',
      "trail.yml:88:7: data events need 'sources'",
    ],
  ])('%s', (_, before, after, message) => {
    const wrong = text.replace(before, after);
    expect(wrong).not.toBe(text);
    const read = () => readPack({ file: 'trail.yml', text: wrong });
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });

  it.each([
    ['nothing', '', 'trail.yml:1:1: there is no pack in this file: it is empty'],
    ['a list', '- pack: a', 'trail.yml:1:1: a pack is a map of keys such as pack and controls'],
    [
      'no controls',
      'pack: a\ntitle: A\nversion: 1\ncontrols: []',
      'trail.yml:4:11: the pack has no controls',
    ],
    ['no list of controls', 'pack: a\ntitle: A\nversion: 1', "trail.yml:1:1: 'controls' is missing"],
    ['two documents', `${text}---\npack: b\n`, 'a second document: a file holds one pack'],
  ])('%s', (_, wrong, message) => {
    expect(() => readPack({ file: 'trail.yml', text: wrong })).toThrow(message);
  });
});
