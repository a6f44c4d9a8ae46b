import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type {
  Actor,
  AddressKind,
  Grounds,
  Interface,
  Origin,
  Outcome,
  Principal,
  Relation,
  Resource,
} from '../../src/model/event.js';

const folder = 'src/format/schemas';
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });

function schema(name: string) {
  return JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
}

describe.each(readdirSync(folder))('%s', (name) => {
  it('is a schema, with its own name as its id and a sentence on what it is', () => {
    expect(ajv.validateSchema(schema(name))).toBe(true);
    expect(schema(name)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: name,
      title: expect.any(String),
      description: expect.any(String),
    });
  });
});

/** A row as commands print it, typed by the model: a field that the model gains must come into the schema. */
interface EventRow {
  readonly eventTime: string;
  readonly eventID: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly account: string;
  readonly relation: Relation;
  readonly outcome: Outcome;
  readonly errorCode: string | null;
  readonly resource: Resource | null;
  readonly principal: Principal;
  readonly actor: Actor;
  readonly origin: Origin;
  readonly file: string;
  readonly index: number;
}

const row: EventRow = {
  eventTime: '2024-05-01T10:00:00Z',
  eventID: '5a1f0c3e-0001-4000-8000-000000000001',
  eventSource: 's3.amazonaws.com',
  eventName: 'DeleteBucket',
  awsRegion: 'eu-central-1',
  account: '111122223333',
  relation: 'direct',
  outcome: 'denied',
  errorCode: 'AccessDenied',
  resource: { type: 'AWS::S3::Bucket', name: 'payroll', arn: 'arn:aws:s3:::payroll' },
  principal: {
    type: 'AssumedRole',
    name: 'Admin/alice',
    id: 'AROAEXAMPLE:alice',
    arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice',
    account: '111122223333',
    accessKeyId: 'ASIAEXAMPLE',
    mfa: true,
    sourceIdentity: null,
    invokedBy: null,
  },
  actor: {
    type: 'IAMUser',
    name: 'alice',
    arn: 'arn:aws:iam::111122223333:user/alice',
    account: '111122223333',
    grounds: 'proven',
    chain: [
      {
        principal: {
          type: 'IAMUser',
          name: 'alice',
          arn: 'arn:aws:iam::111122223333:user/alice',
          account: '111122223333',
        },
        by: 'AssumeRole',
        eventID: '5a1f0c3e-0000-4000-8000-000000000000',
        eventTime: '2024-05-01T09:59:00Z',
        grounds: 'proven',
        why: 'the access key was issued by that event',
      },
    ],
    end: null,
  },
  origin: {
    sourceIPAddress: '192.0.2.7',
    kind: 'public',
    via: 'cli',
    tool: 'aws-cli/2.15.0',
    language: 'python',
    why: 'userAgent starts with aws-cli',
    awsRange: null,
    userAgent: 'aws-cli/2.15.0',
  },
  file: 'trail/2024/05/01/a.json.gz',
  index: 12,
};

describe('event.schema.json', () => {
  const event = schema('event.schema.json');
  const valid = ajv.compile(event);
  const { relation: _, ...withoutRelation } = row;

  it.each([
    { name: 'a row about a resource', value: row },
    { name: 'a row of events', value: withoutRelation },
    { name: 'a field added later', value: { ...row, added: 1, origin: { ...row.origin, added: 1 } } },
    {
      name: 'a record that holds next to nothing',
      value: { ...row, eventTime: null, eventID: null, resource: null },
    },
  ])('takes $name', ({ value }) => {
    valid(value);
    expect(valid.errors).toBeNull();
  });

  it.each([
    { name: 'an unknown outcome', value: { ...row, outcome: 'maybe' }, at: '/outcome' },
    { name: 'a relation of null', value: { ...row, relation: null }, at: '/relation' },
    { name: 'an index before the first', value: { ...row, index: -1 }, at: '/index' },
    { name: 'a resource that is a name', value: { ...row, resource: 'payroll' }, at: '/resource' },
    {
      name: 'grounds out of nowhere',
      value: { ...row, actor: { ...row.actor, grounds: 'guessed' } },
      at: '/actor/grounds',
    },
    { name: 'a row without an actor', value: { ...row, actor: undefined }, at: '' },
  ])('refuses $name', ({ value, at }) => {
    valid(JSON.parse(JSON.stringify(value)));
    expect(valid.errors?.map((error) => error.instancePath)).toContain(at);
  });

  it('knows every value of the closed lists', () => {
    const grounds: Record<Grounds, 1> = { recorded: 1, proven: 1, inferred: 1 };
    const kinds: Record<AddressKind, 1> = {
      public: 1,
      'aws-public': 1,
      private: 1,
      'aws-service': 1,
      'aws-internal': 1,
      'vpc-endpoint': 1,
      invalid: 1,
      none: 1,
    };
    const interfaces: Record<Interface, 1> = { console: 1, cli: 1, sdk: 1, iac: 1, service: 1, unknown: 1 };
    const outcomes: Record<Outcome, 1> = { success: 1, denied: 1, failure: 1, 'dry-run': 1 };
    const relations: Record<Relation, 1> = { direct: 1, related: 1 };
    expect(event.$defs.grounds.enum).toEqual(Object.keys(grounds));
    expect(event.$defs.origin.properties.kind.enum).toEqual(Object.keys(kinds));
    expect(event.$defs.origin.properties.via.enum).toEqual(Object.keys(interfaces));
    expect(event.properties.outcome.enum).toEqual(Object.keys(outcomes));
    expect(event.properties.relation.enum).toEqual(Object.keys(relations));
  });

  it('lists the keys in the order in which they are printed, and no other', () => {
    const { resource, principal, actor, hop, origin } = event.$defs;
    // Said only where there is something to say.
    const sometimes = ['note', 'place', 'member'];
    const always = (properties: object): string[] =>
      Object.keys(properties).filter((key) => !sometimes.includes(key));
    expect(always(event.properties)).toEqual(Object.keys(row));
    expect(Object.keys(resource.properties)).toEqual(Object.keys(row.resource ?? {}));
    expect(Object.keys(principal.properties)).toEqual(Object.keys(row.principal));
    expect(Object.keys(actor.properties)).toEqual(Object.keys(row.actor));
    expect(Object.keys(hop.properties)).toEqual(Object.keys(row.actor.chain[0] ?? {}));
    expect(always(origin.properties)).toEqual(Object.keys(row.origin));
  });
});

describe('count.schema.json', () => {
  const count = schema('count.schema.json');
  const valid = ajv.compile(count);
  const group = {
    by: { eventName: 'DeleteBucket', 'userIdentity.arn': null, requestParameters: { a: 1 } },
    bucket: '2024-05-01T10:00:00Z',
    count: 4,
    distinct: 2,
    approximate: true,
    errors: 1,
    errorRate: 0.25,
    first: '2024-05-01T10:00:00Z',
    last: '2024-05-01T10:59:59Z',
  };
  const { bucket: _b, distinct: _d, approximate: _a, ...without } = group;

  it.each([
    { name: 'a group with all', value: group },
    { name: 'a group without what was not asked', value: without },
    { name: 'an exact number of values', value: { ...without, distinct: 2 } },
    { name: 'no time', value: { ...group, bucket: null, first: null, last: null } },
    { name: 'an empty step of time', value: { ...group, count: 0, distinct: 0, errors: 0, errorRate: 0 } },
    { name: 'a field added later', value: { ...group, added: 1 } },
  ])('takes $name', ({ value }) => {
    valid(value);
    expect(valid.errors).toBeNull();
  });

  it.each([
    { name: 'a count below zero', value: { ...group, count: -1 }, at: '/count' },
    { name: 'half an event', value: { ...group, errors: 0.5 }, at: '/errors' },
    { name: 'more errors than events', value: { ...group, errorRate: 1.25 }, at: '/errorRate' },
    { name: 'a list of values', value: { ...group, by: ['DeleteBucket'] }, at: '/by' },
    { name: 'an estimate of nothing', value: { ...without, approximate: true }, at: '' },
    { name: 'a time as a number', value: { ...group, first: 0 }, at: '/first' },
  ])('refuses $name', ({ value, at }) => {
    valid(value);
    expect(valid.errors?.map((error) => error.instancePath)).toContain(at);
  });

  it('lists the keys in the order in which they are printed', () => {
    expect(Object.keys(count.properties)).toEqual(Object.keys(group));
  });
});
