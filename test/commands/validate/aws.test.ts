/** `--aws` by the built program, against a server of our own that answers as CloudTrail and S3 do. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chainOf, writeFiles } from '../../support/digest-archive.js';
import { temporaryFolder } from '../../support/odd-archive.js';
import { started } from '../../support/run-cli.js';
import { key } from './judged.js';

const chains = ['eu-west-1', 'us-east-1'].map((region) => chainOf({ key, region, hours: 3 }));
const newest = new Map(
  chains.map(({ digests }) => [digests.at(-1)?.key ?? '', digests.at(-1)?.signature ?? '']),
);
const entry = {
  Value: key.der.toString('base64'),
  ValidityStartTime: Date.UTC(2024, 4, 20) / 1000,
  ValidityEndTime: Date.UTC(2024, 5, 19) / 1000,
  Fingerprint: key.fingerprint,
};
const asked: string[] = [];
let server: Server;
let isRefusing = false;

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const region = /\/(\w+-\w+-\d)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const body = await bodyOf(request);
    if (isRefusing) {
      asked.push('refused');
      response.writeHead(403, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(
        request.method === 'HEAD' ? '' : '{"__type":"AccessDeniedException","message":"not allowed"}',
      );
    } else if (request.method === 'HEAD') {
      const path = decodeURIComponent(request.url ?? '').replace('/example-trail-bucket/', '');
      asked.push(`${region} head`);
      response.writeHead(200, { 'x-amz-meta-signature': newest.get(path) ?? '' });
      response.end();
    } else {
      // The second page holds the key.
      const isSecond = body.NextToken === 'more';
      asked.push(`${region} keys ${isSecond ? 2 : 1} ${JSON.stringify([body.StartTime, body.EndTime])}`);
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(
        JSON.stringify(isSecond ? { PublicKeyList: [entry] } : { PublicKeyList: [], NextToken: 'more' }),
      );
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});

afterAll(() => server.close());

const folder = temporaryFolder();
for (const { files } of chains) writeFiles(join(folder, 'logs'), files);

const validate = (...args: string[]) =>
  started(['validate', join(folder, 'logs'), '--aws', '--json', ...args], () => undefined, {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_MAX_ATTEMPTS: '1',
      HOME: folder,
    },
  });

describe('--aws', () => {
  it('fetches the keys of each region, all pages, and the newest signature of each chain', async () => {
    const { code, stdout, stderr } = await validate();
    expect(stderr).toContain('public keys were asked of AWS');
    expect(code).toBe(0);
    const rows = JSON.parse(stdout) as { proof: string; digests: { signed: number } }[];
    expect(rows.map(({ proof, digests: { signed } }) => [proof, signed])).toEqual([
      ['signed', 3],
      ['signed', 3],
    ]);
    const range = JSON.stringify([Date.UTC(2024, 5, 3, 9) / 1000, Date.UTC(2024, 5, 3, 14) / 1000]);
    expect(asked.sort()).toEqual([
      'eu-west-1 head',
      `eu-west-1 keys 1 ${range}`,
      `eu-west-1 keys 2 ${range}`,
      'us-east-1 head',
      `us-east-1 keys 1 ${range}`,
      `us-east-1 keys 2 ${range}`,
    ]);
  });

  it('goes on with what is at hand where AWS refuses, and says so', async () => {
    isRefusing = true;
    const { code, stderr, stdout } = await validate('--region', 'eu-west-1');
    expect(stderr).toContain('public keys of eu-west-1: AWS did not answer: AccessDeniedException');
    expect(stderr).toContain('s3://example-trail-bucket/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)[0]).toMatchObject({ proof: 'linked' });
  });
});
