import { describe, expect, it } from 'vitest';
import { deliveryGapNote } from '../../src/commands/delivery-gaps.js';
import { type Layout, parseLayout } from '../../src/load/layout.js';

const minute = 60_000;
const hour = 60 * minute;
/** A Wednesday. */
const start = Date.UTC(2024, 4, 1);

/** A file every five minutes of four days, but for the hours left out. */
function layouts(region: string, ...out: readonly (readonly [number, number])[]): (Layout | undefined)[] {
  const times = Array.from({ length: (96 * hour) / (5 * minute) }, (_, i) => start + i * 5 * minute);
  return times
    .filter(
      (time) => !out.some(([from, until]) => time >= start + from * hour && time < start + until * hour),
    )
    .map((time) => {
      const stamp = new Date(time).toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
      return parseLayout(`111122223333_CloudTrail_${region}_${stamp}Z_Example0Example1.json.gz`);
    });
}

const at = (hours: number): number => start + hours * hour;
const eu = layouts('eu-west-1', [50, 56]);
const note = (files: readonly (Layout | undefined)[], bounds = {}) => deliveryGapNote(files, bounds, 'UTC');

describe('files that are probably missing', () => {
  it('are told with the deliveries before and after', () => {
    expect(note(eu)).toBe(
      'No file of 111122223333 was delivered between 2024-05-03 01:55 and 2024-05-03 08:00: ' +
        '`trailscan coverage` tells more',
    );
    expect(deliveryGapNote(eu, {}, 'Europe/Berlin')).toContain('between 2024-05-03 03:55+02:00 and');
  });

  it('of one region, and how many more', () => {
    const files = [...eu, ...layouts('us-east-1', [20, 24], [70, 75])];
    expect(note(files)).toContain('No file of 111122223333 us-east-1 was delivered');
    expect(note(files)).toContain('and 2 more such gaps');
    expect(note(files, { region: ['eu-*'] })).not.toContain('more such');
  });

  it('only if the gap is in the time asked for', () => {
    expect(note(eu, { since: at(60) })).toBeNull();
    expect(note(eu, { until: at(50) })).toBeNull();
    expect(note(eu, { since: at(52), until: at(53) })).not.toBeNull();
    expect(note(eu, { account: ['444455556666'] })).toBeNull();
  });

  it.each<[string, (Layout | undefined)[]]>([
    ['no files', []],
    [
      'files without such names',
      [undefined, parseLayout('AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01/a.json')],
    ],
    ['files without a gap', layouts('eu-west-1')],
    ['a few files', eu.filter((_, i) => i % 100 === 0)],
  ])('not of %s', (_, files) => expect(note(files)).toBeNull());
});
