/** Verdicts of every kind, as the formats of pipelines are shown with them. */

import type { Sheet } from '../../src/model/sheet.js';
import type { ControlFinding, ControlVerdict } from '../../src/model/verdict.js';
import { eventSample } from './event-sample.js';

export const finding: ControlFinding = {
  fingerprint: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  condition: null,
  message: 'alice as Admin/alice called cloudtrail:StopLogging on corp, from 192.0.2.7',
  eventTime: '2024-05-02T08:42:15Z',
  eventID: '5a1f0c3e-0001-4000-8000-000000000001',
  ...eventSample,
  errorCode: null,
  outcome: 'success',
  sharing: null,
  events: ['5a1f0c3e-0001-4000-8000-000000000001'],
};

export const failed: ControlVerdict = {
  pack: 'trail',
  control: 'logging-stays-on',
  title: 'Logging is never stopped',
  severity: 'critical',
  verdict: 'fail',
  reasons: [],
  findings: [finding],
  suppressed: 0,
  known: 0,
  rationale: 'What is not logged cannot be looked into.\nNot even by those who stopped it.',
  remediation: 'Start it: `aws cloudtrail start-logging --name NAME`; then ask who had the right.',
  references: ['CIS AWS Foundations Benchmark 3.0.0, 3.1', 'https://docs.aws.amazon.com/cloudtrail/'],
  file: 'packs/trail.yml',
  line: 12,
};

export const counted: ControlVerdict = {
  ...failed,
  control: 'sign-in-failures',
  title: 'Failed sign-ins: few & far between',
  severity: 'medium',
  findings: [
    {
      ...finding,
      fingerprint: '11111111111111111111111111111111',
      message: '5 events, the last: bob failed to sign in',
      eventID: '5a1f0c3e-0005-4000-8000-000000000005',
      events: ['e1', 'e2', 'e3', 'e4', '5a1f0c3e-0005-4000-8000-000000000005'],
      member: 'inner/a.json',
      resource: null,
    },
    { ...finding, fingerprint: '22222222222222222222222222222222', account: null, region: null },
  ],
  suppressed: 2,
  known: 1,
  references: [],
  line: 40,
};

/** Failed for what was not seen. */
export const unseen: ControlVerdict = {
  ...failed,
  pack: 'reviews',
  control: 'keys-rotated',
  title: 'Keys are rotated',
  severity: 'low',
  findings: [],
  reasons: ['not seen: the rotation of a key'],
  file: '/usr/lib/packs/reviews.yml',
  line: 3,
};

export const open: ControlVerdict = {
  ...failed,
  pack: 'reviews',
  control: 'no-root',
  title: 'The root user does no daily work',
  severity: 'high',
  verdict: 'not judged',
  findings: [],
  reasons: ['no event of us-east-1 for account 111122223333', '1 file could not be read'],
  line: 9,
};

export const passed: ControlVerdict = {
  ...failed,
  control: 'key-kept',
  title: 'The key of the logs is kept',
  verdict: 'pass',
  findings: [],
};

export const samples: readonly ControlVerdict[] = [passed, counted, unseen, failed, open];

export function verdictSheet(rows: Iterable<ControlVerdict>): Sheet<ControlVerdict> {
  return {
    columns: [],
    rows,
    json: () => ({}),
    verdicts: { producer: { name: 'trailscan', version: '1.2.3' }, of: (row) => row },
    empty: 'No control.',
  };
}

/** A verdict in which every text that people or evidence chose is `text`. */
export function saying(text: string): ControlVerdict {
  return {
    ...failed,
    title: text,
    rationale: text,
    remediation: text,
    references: [text],
    reasons: [text],
    findings: [
      {
        ...finding,
        message: text,
        eventTime: text,
        eventID: text,
        region: text,
        account: text,
        file: text,
        member: text,
        resource: { type: null, name: text, arn: null },
        origin: { ...finding.origin, sourceIPAddress: text, userAgent: text },
      },
    ],
  };
}
