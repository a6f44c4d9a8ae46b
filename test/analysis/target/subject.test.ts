import { describe, expect, it } from 'vitest';
import { ignoringCase, parseSubject, subjectLiterals } from '../../../src/analysis/target/index.js';
import { UsageError } from '../../../src/model/usage-error.js';

describe('parseSubject', () => {
  it.each(['', '  ', '*', '?', '*?*'])('refuses %j', (text) => {
    expect(() => parseSubject(text)).toThrow(UsageError);
  });

  it('drops whitespace around', () => expect(parseSubject(' web \n').text).toBe('web'));

  it('is plain data', () => {
    for (const text of [
      'web',
      'role/ops/Admin',
      's3://b/k',
      'arn:aws:iam::111122223333:role/a',
      'kms:alias/x',
    ]) {
      const subject = parseSubject(text);
      expect(JSON.parse(JSON.stringify(subject))).toEqual(subject);
    }
  });

  it('always reads the text literally as well', () => {
    for (const text of [
      'kms:alias/x',
      'role/Admin',
      'web:7',
      's3://b/k',
      'arn:aws:s3:::b',
      ':role/x',
      'a/b/c',
    ]) {
      expect(parseSubject(text).readings[0]).toMatchObject({ names: [text], service: null, type: null });
    }
  });

  it.each([
    ['iam:role/Admin', 'iam', 'role', 'Admin'],
    ['role/Admin', null, 'role', 'Admin'],
    ['log-group:/a/b', null, 'loggroup', '/a/b'],
    ['widget/w-1', null, 'widget', 'w-1'],
    ['s3://b', 's3', 'bucket', 'b'],
    ['s3://b/k/l', 's3', 'object', 'b/k/l'],
    ['arn:aws:rds:eu-west-1:111122223333:db:orders', 'rds', 'dbinstance', 'orders'],
    ['iam::111122223333:user/eve', 'iam', 'user', 'eve'],
    ['111122223333:function:resize', null, 'function', 'resize'],
    ['https://sqs.eu-west-1.amazonaws.com/111122223333/jobs', 'sqs', 'queue', 'jobs'],
  ])('%s can mean service %s, type %s, name %s', (text, service, type, name) => {
    const found = parseSubject(text).readings.some(
      (reading) => reading.service === service && reading.type === type && reading.names.includes(name),
    );
    expect(found).toBe(true);
  });

  it('does not take a version for a name in a service', () => {
    expect(parseSubject('checkout:12').readings).toHaveLength(1);
  });
});

describe('ignoringCase', () => {
  it('only changes how names compare', () => {
    expect(ignoringCase(parseSubject('Web'))).toEqual({ ...parseSubject('Web'), foldCase: true });
  });
});

describe('subjectLiterals', () => {
  it.each([
    ['ledger-vault', ['ledger-vault']],
    ['role/Admin', ['admin']],
    ['arn:aws:iam::111122223333:role/ops/Admin', ['admin']],
    ['prod-*-logs', ['prod-']],
    ['*-archive-*', ['-archive-']],
    ['s3://ledger/q4/a.txt', ['ledger']],
    ['arn:aws:s3:::ledger/q4/a.txt', ['ledger']],
    ['team/app', ['team']],
    ['lambda:resize', ['resize']],
    ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:billing-Ab12Cd', ['billing']],
    ['old.example.org.', ['old.example.org']],
    ['/shop/checkout', ['checkout']],
    ['日本', []],
    ['arn:aws:iam::111122223333:role/*', []],
  ])('%s needs %j', (text, literals) => {
    expect(subjectLiterals(parseSubject(text)).map((literal) => literal.text)).toEqual(literals);
  });
});
