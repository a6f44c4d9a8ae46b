/** An event by its id, whole or by its beginning. */
import { describe, expect, it } from 'vitest';
import { run } from '../../src/commands/show.js';
import type { Run } from '../../src/commands/spec.js';
import { archive, record, trail } from '../support/odd-archive.js';
import { saidBy } from '../support/said.js';

const one = '3f0c8a52-6d1e-4b7a-9c35-0e8d2f4b6a71';
const two = '3f0c8a52-6d1e-4b7a-9c35-0e8d2f4b6a72';
const other = 'a1b2c3d4-6d1e-4b7a-9c35-0e8d2f4b6a73';
const copies = ['b1b2c3d4-0000-4b7a-9c35-0e8d2f4b6a74', 'c1b2c3d4-0000-4b7a-9c35-0e8d2f4b6a75'] as const;
const shared = 'd1b2c3d4-0000-4b7a-9c35-0e8d2f4b6a76';
const folder = archive({
  'trail.json': trail(
    ...[one, two, other].map((id) => record(id)),
    ...copies.map((id) => record(id, { sharedEventID: shared })),
    record('bucket-event'),
    record('feedbeef'),
    record('feedbeef-6d1e-4b7a-9c35-0e8d2f4b6a77'),
  ),
});

async function shown(id: string): Promise<{ readonly ids: readonly string[]; readonly err: string }> {
  const about: Run = (request) => run({ ...request, subject: id });
  const { out, err } = await saidBy(about, [folder], { threads: '1', json: true });
  return { ids: (JSON.parse(out) as { eventID: string }[]).map(({ eventID }) => eventID), err };
}

describe('show', () => {
  it.each([
    ['a whole id', one, [one]],
    ['in capitals', other.toUpperCase(), [other]],
    ['its beginning', 'a1b2c3d4', [other]],
    ['more of its beginning', 'A1B2C3D4-6d1e-4', [other]],
    ['all but its end', one.slice(0, -1), []],
    ['the beginning of an id that copies share', 'd1b2c3d4', copies],
    ['a whole id that another begins with', 'feedbeef', ['feedbeef']],
    ['too short a beginning', 'a1b2c3d', []],
    ['the beginning of what is no UUID', 'bucket-e', []],
  ])('%s', async (_, id, ids) => expect((await shown(id)).ids).toEqual(ids));

  it('says which events a beginning may mean', async () => {
    expect((await shown('3f0c8a52')).err).toContain(`2 event ids begin with '3f0c8a52': ${one}, ${two}\n`);
    expect((await shown('a1b2c3d4')).err).not.toContain('begin');
  });
});
