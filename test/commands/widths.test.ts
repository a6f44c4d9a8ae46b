/** Lists of events on terminals of any width: ids are whole, for they are copied, and words are not broken. */
import { describe, expect, it } from 'vitest';
import { run as events } from '../../src/commands/events.js';
import { run as history } from '../../src/commands/history/index.js';
import type { Run } from '../../src/commands/spec.js';
import { who } from '../../src/commands/who.js';
import { archive, record, trail } from '../support/odd-archive.js';
import { saidBy } from '../support/said.js';

const id = '3f0c8a52-6d1e-4b7a-9c35-0e8d2f4b6a71';
const folder = archive({
  'trail.json': trail(
    record(id, {
      awsRegion: 'ap-southeast-2',
      userIdentity: { type: 'IAMUser', userName: 'carol', accountId: '111122223333' },
      userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.5.7',
      requestParameters: { bucketName: 'app-uploads', reason: 'spring cleaning of all that was left over' },
      errorCode: 'BucketNotEmpty',
    }),
  ),
});
const commands: readonly (readonly [string, Run])[] = [
  ['who-deleted', who('deleted')],
  ['history', history],
  ['events', events],
];
const widths = Array.from({ length: 60 }, (_, step) => 60 + step * 3);

describe.each(commands)('%s', (_, run) => {
  const about: Run = (request) => run({ ...request, subject: 'app-uploads' });
  it.each(widths)('on %i columns', async (width) => {
    const { out } = await saidBy(about, [folder], { threads: '1' }, width);
    for (const whole of [id, 'ap-southeast-2', 'BucketNotEmpty', '192.0.2.7', 'Terraform/1.5.7']) {
      expect(out).toContain(whole);
    }
  });
});
