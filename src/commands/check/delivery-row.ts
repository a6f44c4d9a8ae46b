/**
 * Whether anything came since the last run, said as a control of its own, so that no format hides it. The other verdicts
 * are about the time that is judged again and stay true when nothing came; but a sync that has died must not look like a
 * quiet night, so this one is not judged then.
 */
import { secondText } from '../../model/second-text.js';
import type { ControlVerdict } from '../../model/verdict.js';
import type { State } from './state.js';

export function deliveryRow({ reached }: State, hasCome: boolean): ControlVerdict {
  const end = secondText(Math.max(...reached.values()));
  return {
    pack: 'coverage',
    control: 'delivery',
    title: 'Files with events have come since the last run',
    severity: 'critical',
    verdict: hasCome ? 'pass' : 'not judged',
    reasons: hasCome ? [] : [`nothing was delivered since the last run, whose events end by ${end}`],
    findings: [],
    suppressed: 0,
    known: 0,
    rationale:
      'What is not in the archive cannot be judged, and a sync that has died looks like a quiet night.',
    remediation: 'Look whether the trail is logging and its files reach this archive.',
    references: [],
    file: '--since last',
    line: 1,
  };
}
