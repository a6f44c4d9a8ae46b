import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../src/commands/history/index.js';
import type { JsonObject, JsonValue } from '../../src/model/json.js';
import { UsageError } from '../../src/model/usage-error.js';

const home = '111122223333';
const other = '444455556666';
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

let count = 0;
/** `event('10:00:00', 's3:CreateBucket', {...})`, by alice unless said otherwise. */
function event(time: string, action: string, request: JsonValue, more: JsonObject = {}): JsonObject {
  const [source = '', eventName = ''] = action.split(':');
  return {
    eventVersion: '1.09',
    eventTime: `2024-05-01T${time}Z`,
    eventID: `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    eventSource: `${source}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '192.0.2.7',
    userAgent: 'aws-cli/2.15.0',
    recipientAccountId: home,
    userIdentity: by('alice'),
    requestParameters: request,
    responseElements: null,
    ...more,
  };
}

function by(userName: string): JsonObject {
  return {
    type: 'IAMUser',
    principalId: `AIDA${userName.toUpperCase()}`,
    arn: `arn:aws:iam::${home}:user/${userName}`,
    accountId: home,
    accessKeyId: `AKIA${userName.toUpperCase()}`,
    userName,
  };
}

interface Result {
  readonly code: number;
  readonly out: string;
  /** The notes, without the closing count. */
  readonly notes: readonly string[];
  readonly rows: readonly JsonObject[];
}

/** Asks an archive of one file that holds the records. */
async function history(
  subject: string,
  records: readonly JsonObject[],
  raw: Record<string, string | boolean | string[]> = {},
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  folders.push(folder);
  writeFileSync(join(folder, 'trail.json'), JSON.stringify({ Records: records }));
  const [stdout, stderr] = [sink(), sink()];
  const context = { stdout, stderr, env: {}, signal: new AbortController().signal, now: Date.now() };
  const code = await run({ subject, paths: [folder], raw: { threads: '1', ...raw }, context });
  const isJson = raw.format === 'json' || raw.json === true;
  return {
    code,
    out: stdout.text(),
    notes: stderr.text().split('\n').slice(0, -2),
    rows: isJson ? (JSON.parse(stdout.text()) as JsonObject[]) : [],
  };
}

function sink(): Writable & { text(): string } {
  const pieces: string[] = [];
  const stream = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(piece.toString());
      done();
    },
  });
  return Object.assign(stream, { text: () => pieces.join('') });
}

/** `created CreateBucket 1`, with what was tried for attempts. */
async function told(subject: string, records: readonly JsonObject[], raw = {}): Promise<readonly string[]> {
  const { rows } = await history(subject, records, { json: true, ...raw });
  return rows.map(
    ({ phase, attempted, eventName, generation }) =>
      `${phase}${attempted === null ? '' : ` to ${attempted}`} ${eventName} ${generation}`,
  );
}

const bucket = { bucketName: 'app-uploads', Host: 'app-uploads.s3.eu-central-1.amazonaws.com' };
const publicPolicy = {
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }],
};
const bucketLife = [
  event('10:00:00', 's3:CreateBucket', { ...bucket, 'x-amz-acl': 'private' }),
  event('10:00:01', 's3:PutBucketVersioning', {
    ...bucket,
    versioning: '',
    VersioningConfiguration: { Status: 'Enabled' },
  }),
  event('10:01:00', 's3:PutBucketPolicy', { ...bucket, policy: '', bucketPolicy: publicPolicy }),
  event('10:02:00', 's3:PutObject', { ...bucket, key: 'a.txt' }),
  event('10:03:00', 's3:ListObjects', bucket, { userIdentity: by('bob'), readOnly: true }),
  event('10:04:00', 's3:GetBucketPolicy', bucket, { readOnly: true, errorCode: 'AccessDenied' }),
  event('10:05:00', 's3:DeleteBucket', bucket, { errorCode: 'BucketNotEmpty' }),
  event('10:06:00', 's3:DeleteBucket', bucket, { userIdentity: by('mallory') }),
];

describe('the life of a bucket', () => {
  it('is told from its creation to its deletion', async () => {
    expect(await told('app-uploads', bucketLife)).toEqual([
      'created CreateBucket 1',
      'changed PutBucketVersioning 1',
      'shared PutBucketPolicy 1',
      'attempt to deleted DeleteBucket 1',
      'deleted DeleteBucket 1',
    ]);
  });

  it('says who only read it, and what else there is', async () => {
    const { code, notes } = await history('app-uploads', bucketLife);
    expect(code).toBe(0);
    expect(notes).toEqual([
      'accessed 2 times by 2 principals between 2024-05-01 10:03:00 and 2024-05-01 10:04:00, ' +
        '1 of them without success; who-accessed shows them',
      '1 related event not shown; --related shows them',
    ]);
  });

  it('shows what belongs to it when asked', async () => {
    const { rows, notes } = await history('app-uploads', bucketLife, { json: true, related: true });
    expect(rows.map(({ eventName, phase, relation }) => [eventName, phase, relation])).toContainEqual([
      'PutObject',
      'related',
      'related',
    ]);
    expect(notes).toHaveLength(1);
  });

  it('says whom it let in, and what was asked for', async () => {
    const { rows } = await history('app-uploads', bucketLife, { json: true });
    expect(rows[1]).toMatchObject({
      sharing: null,
      changes: [{ key: 'VersioningConfiguration.Status', value: 'Enabled' }],
    });
    expect(rows[2]).toMatchObject({
      sharing: { with: ['everyone'], how: 'bucket policy allows s3:GetObject' },
      changes: [{ key: 'bucketPolicy', value: 'allow * s3:GetObject on *' }],
    });
  });

  it('is a table to read', async () => {
    const { out } = await history('app-uploads', bucketLife, { columns: 'when,phase,who,detail,outcome' });
    const lines = out.split('\n').map((line) => line.replace(/ {2,}/g, ' | '));
    expect(lines[0]).toBe('when | phase | who | detail | outcome');
    expect(lines.slice(2)).toEqual([
      '2024-05-01 10:00:00 | created | alice | x-amz-acl=private | success',
      '2024-05-01 10:00:01 | changed | alice | VersioningConfiguration.Status=Enabled | success',
      '2024-05-01 10:01:00 | shared | alice | with everyone: bucket policy allows s3:GetObject | success',
      '2024-05-01 10:05:00 | attempt to delete | alice | - | failed: BucketNotEmpty',
      '2024-05-01 10:06:00 | deleted | mallory | - | success',
      '',
    ]);
  });

  it('is told as far as the filters let it', async () => {
    const { rows, notes } = await history('app-uploads', bucketLife, { json: true, principal: ['mallory'] });
    expect(rows).toHaveLength(1);
    expect(notes).toEqual(['its creation is not in the events asked for']);
  });

  it('stops at the limit', async () => {
    expect(await told('app-uploads', bucketLife, { limit: '2' })).toEqual([
      'created CreateBucket 1',
      'changed PutBucketVersioning 1',
    ]);
  });

  it('is printed as records too', async () => {
    const { out } = await history('app-uploads', bucketLife, { format: 'raw' });
    expect(JSON.parse(out)).toEqual({
      Records: [0, 1, 2, 6, 7].map((index) => bucketLife[index]),
    });
  });
});

describe('gaps', () => {
  it('says that the creation is missing', async () => {
    const { notes } = await history('app-uploads', bucketLife.slice(1));
    expect(notes).toContain('its creation is not in what was read');
  });

  it('tells generations apart', async () => {
    const again = [
      event('11:00:00', 's3:CreateBucket', bucket),
      event('11:01:00', 's3:DeleteBucket', bucket, { errorCode: 'AccessDenied' }),
    ];
    expect(await told('app-uploads', [...bucketLife, ...again])).toEqual([
      'created CreateBucket 1',
      'changed PutBucketVersioning 1',
      'shared PutBucketPolicy 1',
      'attempt to deleted DeleteBucket 1',
      'deleted DeleteBucket 1',
      'created CreateBucket 2',
      'attempt to deleted DeleteBucket 2',
    ]);
    const { out, notes } = await history('app-uploads', [...bucketLife, ...again]);
    expect(out).toContain('created, generation 2');
    expect(notes.slice(0, 2)).toEqual([
      'it was created again after its deletion: 2 generations',
      'the last attempt to delete it did not succeed: as far as the events tell, it still exists',
    ]);
  });

  it('marks what comes after the end', async () => {
    const late = event('11:00:00', 's3:PutBucketTagging', { ...bucket, tagging: '' });
    const { rows } = await history('app-uploads', [...bucketLife, late], { json: true });
    expect(rows.at(-1)).toMatchObject({ eventName: 'PutBucketTagging', note: 'after its deletion' });
  });

  it('says when a call asked for more than is recorded', async () => {
    const omitted = { omitted: true, originalSize: 149_893, reason: 'requestParameters too large' };
    const policy = 'arn:aws:iam::111122223333:policy/ops';
    const { rows, notes } = await history(
      'policy/ops',
      [
        event('10:00:00', 'iam:CreatePolicyVersion', omitted, {
          resources: [{ ARN: policy, accountId: home, type: 'AWS::IAM::Policy' }],
        }),
      ],
      { json: true },
    );
    expect(rows[0]).toMatchObject({
      changes: [{ key: 'requestParameters', value: 'content not recorded (149,893 bytes)' }],
    });
    expect(notes).toContain('1 call asked for more than CloudTrail records: what it changed is not known');
  });

  it('says that nothing was found, and what is called nearly so', async () => {
    const { code, out, notes } = await history('app-upload', bucketLife, { exitStatus: true });
    expect(code).toBe(1);
    expect(out).toBe("No event in what was read created, changed or deleted 'app-upload'.\n");
    expect(notes[0]).toMatch(/^Names that contain it: app-uploads/);
  });
});

describe('what deletions are', () => {
  const secret = `arn:aws:secretsmanager:eu-central-1:${home}:secret:db-AbCdEf`;
  const deletion = (deletionDate: string, request: JsonObject = {}) =>
    event(
      '10:01:00',
      'secretsmanager:DeleteSecret',
      { secretId: 'db', ...request },
      {
        responseElements: { aRN: secret, name: 'db', deletionDate },
      },
    );
  const creation = event(
    '10:00:00',
    'secretsmanager:CreateSecret',
    { name: 'db' },
    {
      responseElements: { aRN: secret, name: 'db' },
    },
  );

  it('a scheduled one can be taken back', async () => {
    const undone = event('10:02:00', 'secretsmanager:RestoreSecret', { secretId: 'db' });
    const records = [creation, deletion('May 8, 2024, 10:01:00 AM'), undone];
    expect(await told('db', records)).toEqual([
      'created CreateSecret 1',
      'deleted DeleteSecret 1',
      'restored RestoreSecret 1',
    ]);
    const { rows, notes } = await history('db', records.slice(0, 2), { json: true });
    expect(rows[1]).toMatchObject({ note: 'scheduled for May 8, 2024, 10:01:00 AM' });
    expect(notes).toEqual(['its deletion is scheduled, and no event takes it back']);
  });

  it('a forced one is one', async () => {
    const { rows, notes } = await history(
      'db',
      [creation, deletion('May 1, 2024, 10:01:00 AM', { forceDeleteWithoutRecovery: true })],
      { json: true },
    );
    expect(rows[1]).toMatchObject({ changes: [{ key: 'forceDeleteWithoutRecovery', value: 'true' }] });
    expect(rows[1]).not.toHaveProperty('note');
    expect(notes).toEqual([]);
  });
});

describe('attempts', () => {
  it('are told with what they would have done', async () => {
    const denied = { errorCode: 'Client.UnauthorizedOperation' };
    const image = 'ami-0a1b2c3d4e5f60711';
    const records = [
      event(
        '10:00:00',
        'ec2:ModifyImageAttribute',
        {
          imageId: image,
          launchPermission: { add: { items: [{ userId: other }] } },
        },
        denied,
      ),
      event('10:01:00', 'ec2:ModifyImageAttribute', { imageId: image, description: { value: 'x' } }, denied),
      event('10:02:00', 'ec2:DeregisterImage', { imageId: image }, { errorCode: 'Client.DryRunOperation' }),
    ];
    expect(await told(image, records)).toEqual([
      'attempt to shared ModifyImageAttribute 1',
      'attempt to changed ModifyImageAttribute 1',
      'attempt to deleted DeregisterImage 1',
    ]);
    const { out } = await history(image, records, { columns: 'phase,detail,outcome' });
    expect(out).toMatch(/attempt to share +with 444455556666: launchPermission +denied/);
    expect(out).toMatch(/dry run to delete +- +dry run/);
  });

  it('on something that was never there say so', async () => {
    const { notes } = await history('audit', [
      event('10:00:00', 'cloudtrail:StopLogging', { name: 'audit' }, { errorCode: 'TrailNotFoundException' }),
    ]);
    expect(notes).toEqual(['no event shows that it was there, and calls on it did not find it']);
  });
});

describe('parameters put in place', () => {
  const put = (time: string, overwrite: boolean) =>
    event(time, 'ssm:PutParameter', { name: 'mode', type: 'String', overwrite });

  it('are created where the call would not replace one', async () => {
    const { rows } = await history('mode', [put('10:00:00', false), put('10:01:00', true)], { json: true });
    expect(rows.map(({ phase, note }) => [phase, note])).toEqual([
      ['created', undefined],
      ['changed', undefined],
    ]);
  });

  it('are said to be either where it does not tell', async () => {
    const { rows } = await history('mode', [put('10:00:00', true)], { json: true });
    expect(rows[0]).toMatchObject({ phase: 'created', note: 'created or replaced: the call does not say' });
  });
});

describe('several resources of one name', () => {
  const records = [
    event('10:00:00', 's3:CreateBucket', bucket),
    event('10:01:00', 'lambda:CreateFunction20150331', { functionName: 'app-uploads' }),
    event('10:02:00', 's3:PutBucketTagging', { ...bucket, tagging: '' }),
    event('10:03:00', 'lambda:DeleteFunction20150331', { functionName: 'app-uploads' }),
  ];

  it('are told apart in a table, each under its name', async () => {
    const { out, notes } = await history('app-uploads', records.slice(1), { columns: 'what' });
    expect(out.split('\n').map((line) => line.trim())).toEqual([
      'AWS::Lambda::Function app-uploads',
      'what',
      expect.any(String),
      'CreateFunction20150331',
      'DeleteFunction20150331',
      '',
      'AWS::S3::Bucket app-uploads',
      'what',
      expect.any(String),
      'PutBucketTagging',
      '',
    ]);
    expect(notes).toEqual(['AWS::S3::Bucket app-uploads: its creation is not in what was read']);
  });

  it('are in order of time in JSON', async () => {
    expect(await told('app-uploads', records)).toEqual([
      'created CreateBucket 1',
      'created CreateFunction20150331 1',
      'changed PutBucketTagging 1',
      'deleted DeleteFunction20150331 1',
    ]);
  });

  it('are told by their place where that is all that differs', async () => {
    const elsewhere = event(
      '10:04:00',
      'lambda:CreateFunction20150331',
      { functionName: 'app-uploads' },
      {
        awsRegion: 'us-east-1',
      },
    );
    const { out } = await history('lambda:app-uploads', [...records, elsewhere], { columns: 'what' });
    expect(out).toContain('AWS::Lambda::Function app-uploads in 111122223333 eu-central-1');
    expect(out).toContain('AWS::Lambda::Function app-uploads in 111122223333 us-east-1');
  });

  it('a service that speaks of a bucket makes no second one', async () => {
    const trail = event('10:04:00', 'cloudtrail:CreateTrail', { name: 'audit', s3BucketName: 'app-uploads' });
    const { rows, out } = await history('app-uploads', [records[0] ?? {}, trail], {
      related: true,
      columns: 'phase,what',
    });
    expect(rows).toEqual([]);
    expect(out).not.toContain('AWS::S3::Bucket app-uploads');
    expect(out).toContain('related');
  });
});

describe('a thing of two names', () => {
  const id = 'sg-0a1b2c3d4e5f60711';
  const open = {
    items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
  };
  const records = [
    event(
      '10:00:00',
      'ec2:CreateSecurityGroup',
      { groupName: 'web', groupDescription: 'd' },
      {
        responseElements: { groupId: id },
      },
    ),
    event('10:01:00', 'ec2:AuthorizeSecurityGroupIngress', { groupId: id, ipPermissions: open }),
    event('10:02:00', 'ec2:DeleteSecurityGroup', { groupId: id }),
  ];

  it('is one, and says by what name each event was found', async () => {
    const { rows, out, notes } = await history('web', records, { json: true });
    expect(rows.map(({ phase, note }) => [phase, note])).toEqual([
      ['created', undefined],
      ['shared', `via id ${id} (inferred)`],
      ['deleted', `via id ${id} (inferred)`],
    ]);
    expect(out).not.toContain('AWS::EC2::SecurityGroup web in');
    expect(notes).toEqual([]);
  });

  it('shows it beside the detail', async () => {
    const { out } = await history('web', records, { columns: 'phase,detail' });
    expect(out).toContain(`with everyone: tcp port 22 from 0.0.0.0/0; via id ${id} (inferred)`);
  });

  it('is the same asked for by its id', async () => {
    expect(await told(id, records)).toEqual([
      'created CreateSecurityGroup 1',
      'shared AuthorizeSecurityGroupIngress 1',
      'deleted DeleteSecurityGroup 1',
    ]);
  });
});

it('does not take for changes what an agent reports of a server', async () => {
  const id = 'i-0a1b2c3d4e5f60711';
  const beat = event('10:00:00', 'ssm:UpdateInstanceInformation', { instanceId: id, agentVersion: '3.1' });
  expect(await told(id, [beat])).toEqual([]);
});

it('refuses what it cannot do before anything is read', async () => {
  await expect(history('app-uploads', [], { columns: 'phase,detial' })).rejects.toThrow(UsageError);
  await expect(history('*', [])).rejects.toThrow(UsageError);
});

describe('JSON', () => {
  const schemas = 'src/format/schemas';
  const schema = (name: string) => JSON.parse(readFileSync(`${schemas}/${name}.schema.json`, 'utf8'));
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  ajv.addSchema(schema('event'));
  const validate = ajv.compile(schema('history'));

  it('is what its schema says', async () => {
    const { rows } = await history('app-uploads', bucketLife, { json: true, related: true });
    expect(rows).toHaveLength(6);
    for (const row of rows) expect([validate(row), validate.errors]).toEqual([true, null]);
  });

  it('names all that a row has, so that a new field comes into the schema', async () => {
    const named = new Set([
      ...Object.keys(schema('event').properties),
      ...Object.keys(schema('history').properties),
    ]);
    const { rows } = await history('app-uploads', bucketLife, { json: true });
    for (const row of rows) expect(Object.keys(row).filter((key) => !named.has(key))).toEqual([]);
  });
});
