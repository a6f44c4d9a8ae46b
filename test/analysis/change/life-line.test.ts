import { describe, expect, it } from 'vitest';
import { type LifeStep, lifeLine, type Phase } from '../../../src/analysis/change/index.js';

/** `10:00 created`, `10:01 try deleted` (an attempt), with `upsert`, `scheduled`, `missing` behind. */
function steps(...lines: readonly string[]): readonly (LifeStep & { readonly line: string })[] {
  return lines.map((line) => {
    const [clock = '', ...words] = line.split(' ');
    const [first, ...rest] = words[0] === 'try' ? words.slice(1) : words;
    const phase = first as Phase;
    const isAttempt = words[0] === 'try';
    return {
      line,
      time: `2024-05-01T${clock}:00Z`,
      phase: isAttempt ? 'attempt' : phase,
      attempted: isAttempt ? (phase as LifeStep['attempted']) : null,
      upsert: rest.includes('upsert'),
      scheduled: rest.includes('scheduled'),
      missing: rest.includes('missing'),
    };
  });
}

function told(...lines: readonly string[]) {
  const { placed, statements } = lifeLine(steps(...lines), 'what was read');
  const rows = placed.map(({ step, phase, generation, note }) => {
    const [clock] = step.line.split(' ');
    return [clock, phase, generation, ...(note === null ? [] : [note])].join(' ');
  });
  return { rows, statements };
}

describe('a life', () => {
  it.each([
    {
      name: 'from creation to deletion',
      lines: ['10:00 created', '10:01 changed', '10:02 shared', '10:03 try deleted', '10:04 deleted'],
      rows: ['10:00 created 1', '10:01 changed 1', '10:02 shared 1', '10:03 attempt 1', '10:04 deleted 1'],
      statements: [],
    },
    {
      name: 'whose creation is not there',
      lines: ['10:00 changed', '10:01 deleted'],
      rows: ['10:00 changed 1', '10:01 deleted 1'],
      statements: ['its creation is not in what was read'],
    },
    {
      name: 'twice',
      lines: ['10:00 created', '10:01 deleted', '10:02 created', '10:03 changed'],
      rows: ['10:00 created 1', '10:01 deleted 1', '10:02 created 2', '10:03 changed 2'],
      statements: ['it was created again after its deletion: 2 generations'],
    },
    {
      name: 'twice, of which the first began earlier',
      lines: ['10:00 deleted', '10:01 created'],
      rows: ['10:00 deleted 1', '10:01 created 2'],
      statements: [
        'its creation is not in what was read',
        'it was created again after its deletion: 2 generations',
      ],
    },
    {
      name: 'that is spoken of after its end',
      lines: ['10:00 created', '10:01 deleted', '10:02 changed', '10:03 deleted'],
      rows: [
        '10:00 created 1',
        '10:01 deleted 1',
        '10:02 changed 1 after its deletion',
        '10:03 deleted 1 it was deleted before',
      ],
      statements: [],
    },
    {
      name: 'that goes on, for its last deletion failed',
      lines: ['10:00 created', '10:01 deleted', '10:02 created', '10:03 try deleted'],
      rows: ['10:00 created 1', '10:01 deleted 1', '10:02 created 2', '10:03 attempt 2'],
      statements: [
        'it was created again after its deletion: 2 generations',
        'the last attempt to delete it did not succeed: as far as the events tell, it still exists',
      ],
    },
    {
      name: 'whose end is missing',
      lines: ['10:00 created', '10:01 try deleted missing'],
      rows: ['10:00 created 1', '10:01 attempt 1'],
      statements: ['it was gone when its deletion was tried: the event that deleted it is missing'],
    },
    {
      name: 'deleted a second time, in vain',
      lines: ['10:00 created', '10:01 deleted', '10:02 try deleted missing'],
      rows: ['10:00 created 1', '10:01 deleted 1', '10:02 attempt 1'],
      statements: [],
    },
    {
      name: 'of which nothing is known but attempts',
      lines: ['10:00 try changed missing', '10:01 try deleted missing'],
      rows: ['10:00 attempt 1', '10:01 attempt 1'],
      statements: ['no event shows that it was there, and calls on it did not find it'],
    },
    {
      name: 'that only attempts speak of',
      lines: ['10:00 try deleted'],
      rows: ['10:00 attempt 1'],
      statements: ['its creation is not in what was read'],
    },
    {
      name: 'that is to end',
      lines: ['10:00 created', '10:01 deleted scheduled', '10:02 changed'],
      rows: ['10:00 created 1', '10:01 deleted 1', '10:02 changed 1'],
      statements: ['its deletion is scheduled, and no event takes it back'],
    },
    {
      name: 'taken back before its end',
      lines: ['10:00 created', '10:01 deleted scheduled', '10:02 restored', '10:03 changed'],
      rows: ['10:00 created 1', '10:01 deleted 1', '10:02 restored 1', '10:03 changed 1'],
      statements: [],
    },
    {
      name: 'of something put in place again and again',
      lines: ['10:00 created upsert', '10:01 created upsert', '10:02 deleted', '10:03 created upsert'],
      rows: [
        '10:00 created 1 created or replaced: the call does not say',
        '10:01 changed 1',
        '10:02 deleted 1',
        '10:03 created 2',
      ],
      statements: ['it was created again after its deletion: 2 generations'],
    },
    {
      name: 'created while it is there',
      lines: ['10:00 created', '10:01 created'],
      rows: ['10:00 created 1', '10:01 created 1 it was there already, or its deletion is not in the events'],
      statements: [],
    },
    {
      name: 'within one second, in the order that makes sense',
      lines: ['10:00 changed', '10:00 deleted', '10:00 created'],
      rows: ['10:00 created 1', '10:00 changed 1', '10:00 deleted 1'],
      statements: [],
    },
    {
      name: 'replaced within one second',
      lines: ['10:00 created', '10:01 created', '10:01 changed', '10:01 deleted'],
      rows: ['10:00 created 1', '10:01 deleted 1', '10:01 created 2', '10:01 changed 2'],
      statements: ['it was created again after its deletion: 2 generations'],
    },
    {
      name: 'changed and deleted within one second',
      lines: ['10:00 created', '10:01 deleted', '10:01 changed'],
      rows: ['10:00 created 1', '10:01 changed 1', '10:01 deleted 1'],
      statements: [],
    },
    {
      name: 'of which there is nothing but what belongs to it',
      lines: ['10:00 related'],
      rows: ['10:00 related 1'],
      statements: [],
    },
  ])('$name', ({ lines, rows, statements }) => {
    expect(told(...lines)).toEqual({ rows, statements });
  });

  it('of nothing', () => {
    expect(lifeLine([], 'what was read')).toEqual({ placed: [], statements: [] });
  });
});
