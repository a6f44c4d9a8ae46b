/** The times that correlations count by: whatever `Date` reads, as CloudTrail spells it or not. */
import { expect, it } from 'vitest';
import { archive, record, trail } from '../support/odd-archive.js';
import { trailscan } from '../support/run-cli.js';

const rules = `
title: Deleted
name: deleted
logsource: { product: aws, service: cloudtrail }
detection: { sel: { eventName: DeleteBucket }, condition: sel }
---
title: Deleted twice
level: high
correlation: { type: event_count, rules: [deleted], timespan: 1h, condition: { gte: 2 } }
`;

it('are read even where they are spelled in small letters', () => {
  const records = ['2024-06-01t10:00:00z', '2024-06-01T10:00:01Z'].map((eventTime, i) =>
    record(`e${i}`, { eventTime }),
  );
  const folder = archive({ 'logs/a.json': trail(...records), 'rules.yml': rules });
  const asked = ['--rules', `${folder}/rules.yml`, '--format', 'csv'];
  const { stdout } = trailscan(['detect', `${folder}/logs`, ...asked]);
  expect(stdout).toContain('2 events since 10:00:00');
});
