import { describe, expect, it } from 'vitest';
import { parseSubject } from '../../src/analysis/target/index.js';
import { answerOf, viaText, withAliases } from '../../src/commands/aliases.js';
import type { Match } from '../../src/engines/scan/index.js';
import type { JsonObject, JsonValue } from '../../src/model/json.js';
import type { Expr } from '../../src/query/ast.js';
import { compile } from '../../src/query/evaluate.js';

const account = '111122223333';
const group = 'sg-0a1b2c3d4e5f60711';
const otherGroup = 'sg-0a1b2c3d4e5f60722';

let count = 0;
function event(
  time: string,
  action: string,
  request: JsonValue,
  response: JsonValue = null,
  more = {},
): JsonObject {
  const [source = '', eventName = ''] = action.split(':');
  return {
    eventTime: `2024-05-01T${time}Z`,
    eventID: `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    eventSource: `${source}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-central-1',
    recipientAccountId: account,
    userIdentity: { type: 'IAMUser', accountId: account, userName: 'alice' },
    requestParameters: request,
    responseElements: response,
    ...more,
  };
}

const created = (time: string, name: string, id: string) =>
  event(time, 'ec2:CreateSecurityGroup', { groupName: name, groupDescription: 'd' }, { groupId: id });
const deletedById = (time: string, id: string) => event(time, 'ec2:DeleteSecurityGroup', { groupId: id });
const deletedByName = (time: string, name: string) =>
  event(time, 'ec2:DeleteSecurityGroup', { groupName: name });

/** Asks the records as an archive would be asked: for the subject first, then for what `withAliases` asks for. */
async function follow(text: string, archive: readonly JsonObject[]) {
  const subject = parseSubject(text);
  const matches: Match[] = archive
    .map((record, index) => ({
      bytes: Buffer.from(JSON.stringify(record)),
      file: 'trail.json',
      member: null,
      index,
      eventTime: String(record.eventTime),
      eventID: String(record.eventID),
    }))
    .toSorted((a, b) => (a.eventTime < b.eventTime ? -1 : 1));
  const having = (where: Expr) => {
    const test = compile(where);
    return matches.filter(({ bytes }) => test(JSON.parse(bytes.toString())));
  };
  const asked: Expr[] = [];
  const ask = async (where: Expr) => {
    asked.push(where);
    return having(where);
  };
  const first = having({ kind: 'mentions', text, foldCase: true });
  const followed = await withAliases(subject, first, ask);
  const deleted = followed.found.flatMap((found) => {
    const answer = answerOf(found, 'deleted');
    return answer === undefined ? [] : [`${found.record.eventTime} ${answer.relation} ${answer.note ?? '-'}`];
  });
  return { ...followed, deleted, asked };
}

describe('other names', () => {
  it('finds by its id what was deleted by another name than asked', async () => {
    const { deleted, asked } = await follow('web', [
      created('10:00:00', 'web', group),
      deletedById('10:05:00', group),
      deletedById('10:06:00', otherGroup),
    ]);
    expect(deleted).toEqual([`2024-05-01T10:05:00Z direct via id ${group} (inferred)`]);
    expect(asked).toMatchObject([{ kind: 'mentions', text: group, foldCase: true }]);
  });

  it('finds by its name what was asked for by its id', async () => {
    const { deleted } = await follow(group, [
      created('10:00:00', 'web', group),
      deletedByName('10:05:00', 'web'),
    ]);
    expect(deleted).toEqual(['2024-05-01T10:05:00Z direct via name web (inferred)']);
  });

  it('does not ask again where there is no other name', async () => {
    const { found, asked } = await follow('app-uploads', [
      event('10:00:00', 's3:CreateBucket', { bucketName: 'app-uploads' }),
      event('10:01:00', 's3:DeleteBucket', { bucketName: 'app-uploads' }),
    ]);
    expect(found.map(({ alias }) => alias)).toEqual([null, null]);
    expect(asked).toEqual([]);
  });

  it('does not ask for the unique ids of users and roles, which no call names', async () => {
    const role = {
      roleName: 'Deploy',
      roleId: 'AROAEXAMPLE0000000001',
      arn: `arn:aws:iam::${account}:role/Deploy`,
    };
    const { asked } = await follow('Deploy', [
      event('10:00:00', 'iam:CreateRole', { roleName: 'Deploy' }, { role }),
    ]);
    expect(asked).toEqual([]);
  });

  it('finds the name of a role by its unique id', async () => {
    const role = {
      roleName: 'Deploy',
      roleId: 'AROAEXAMPLE0000000001',
      arn: `arn:aws:iam::${account}:role/Deploy`,
    };
    const { deleted } = await follow('AROAEXAMPLE0000000001', [
      event('10:00:00', 'iam:CreateRole', { roleName: 'Deploy' }, { role }),
      event('10:05:00', 'iam:DeleteRole', { roleName: 'Deploy' }),
    ]);
    expect(deleted).toEqual(['2024-05-01T10:05:00Z direct via name Deploy (inferred)']);
  });

  it('counts the event that gives the name to what it creates', async () => {
    const tags = { items: [{ resourceType: 'instance', tags: [{ key: 'Name', value: 'web-1' }] }] };
    const id = 'i-0a1b2c3d4e5f60711';
    const { found } = await follow('web-1', [
      event(
        '10:00:00',
        'ec2:RunInstances',
        { tagSpecificationSet: tags },
        { instancesSet: { items: [{ instanceId: id }] } },
      ),
      event('10:05:00', 'ec2:TerminateInstances', { instancesSet: { items: [{ instanceId: id }] } }),
    ]);
    expect(found.map((each) => answerOf(each, 'created')?.relation)).toEqual(['direct', undefined]);
    expect(found.map(viaText)).toEqual([`via id ${id} (inferred)`, `via id ${id} (inferred)`]);
  });

  it('takes the name under which the event acts most directly', async () => {
    const tagged = (type: string) => ({
      items: [{ resourceType: type, tags: [{ key: 'Name', value: 'net' }] }],
    });
    const [vpc, subnet] = ['vpc-0a1b2c3d4e5f60711', 'subnet-0a1b2c3d4e5f60711'];
    const { found } = await follow('net', [
      event('10:00:00', 'ec2:CreateVpc', { tagSpecificationSet: tagged('vpc') }, { vpc: { vpcId: vpc } }),
      event(
        '10:01:00',
        'ec2:CreateSubnet',
        { vpcId: vpc, tagSpecificationSet: tagged('subnet') },
        { subnet: { subnetId: subnet } },
      ),
    ]);
    expect(found.map(({ alias }) => alias?.name)).toEqual([vpc, subnet]);
  });

  it('knows the names of two generations', async () => {
    const { deleted } = await follow('web', [
      created('10:00:00', 'web', group),
      deletedById('10:05:00', group),
      created('11:00:00', 'web', otherGroup),
      deletedById('11:05:00', otherGroup),
    ]);
    expect(deleted).toEqual([
      `2024-05-01T10:05:00Z direct via id ${group} (inferred)`,
      `2024-05-01T11:05:00Z direct via id ${otherGroup} (inferred)`,
    ]);
  });

  it('leaves to others of the same name what is theirs', async () => {
    const { found } = await follow(group, [
      created('10:00:00', 'web', group),
      deletedById('10:05:00', group),
      created('11:00:00', 'web', otherGroup),
      deletedByName('11:05:00', 'web'),
    ]);
    expect(found.map(({ record }) => record.eventTime)).toEqual([
      '2024-05-01T10:00:00Z',
      '2024-05-01T10:05:00Z',
    ]);
  });

  it('learns nothing from what failed', async () => {
    const failed = { ...created('10:00:00', 'web', group), errorCode: 'Client.InvalidGroup.Duplicate' };
    expect((await follow('web', [failed, deletedById('10:05:00', group)])).deleted).toEqual([]);
  });

  it('keeps the order of time', async () => {
    const { found } = await follow('web', [
      deletedById('10:05:00', group),
      created('10:00:00', 'web', group),
      event('10:02:00', 'ec2:DescribeSecurityGroups', {
        securityGroupSet: { items: [{ groupName: 'web' }] },
      }),
    ]);
    expect(found.map(({ record }) => record.eventName)).toEqual([
      'CreateSecurityGroup',
      'DescribeSecurityGroups',
      'DeleteSecurityGroup',
    ]);
  });

  it('says how many names it did not follow', async () => {
    const many = Array.from({ length: 203 }, (_, n) =>
      created('10:00:00', `web-${n}`, `sg-0a1b2c3d4e5f6${String(n).padStart(4, '0')}`),
    );
    const subject = parseSubject('web-*');
    const matches = many.map((record, index) => ({
      bytes: Buffer.from(JSON.stringify(record)),
      file: 'trail.json',
      member: null,
      index,
      eventTime: String(record.eventTime),
      eventID: String(record.eventID),
    }));
    expect((await withAliases(subject, matches, async () => [])).left).toBe(3);
  });
});
