/** What a compliance control comes to, with its grounds, as `check` prints it and the formats of pipelines show it. */
import type { Level } from './detection.js';
import type { EventFacts } from './event.js';

/** `not judged`: what is at hand does not allow a verdict, and `reasons` say why. It is never a pass. */
export const verdicts = ['pass', 'fail', 'not judged'] as const;
export type VerdictName = (typeof verdicts)[number];

/** One thing that a control forbids and that was done. */
export interface ControlFinding extends EventFacts {
  /** The same for the same finding in every run: hex, of what was found and by which control. */
  readonly fingerprint: string;
  /** What of the control it is, where its pack has words for that: `outside of the windows`. */
  readonly condition: string | null;
  /** Who did what, in one sentence. */
  readonly message: string;
  /** As recorded; of the last event where several make the finding. */
  readonly eventTime: string;
  readonly eventID: string;
  /** Whom the call lets in from outside of the account, and by what; null if nobody. */
  readonly sharing: { readonly with: readonly string[]; readonly how: string } | null;
  /** The ids of the events that make it: one, or as many as were counted. */
  readonly events: readonly string[];
}

export interface ControlVerdict {
  /** The name of its pack, and the control's id in it. */
  readonly pack: string;
  readonly control: string;
  readonly title: string;
  readonly severity: Level;
  readonly verdict: VerdictName;
  /** Why it was not judged, or failed without an event that shows it. One sentence each. */
  readonly reasons: readonly string[];
  /** Those that count, by time, then event id. */
  readonly findings: readonly ControlFinding[];
  /** Findings that a suppression of the configuration covers, and those that the baseline knows. */
  readonly suppressed: number;
  readonly known: number;
  readonly rationale: string;
  readonly remediation: string;
  readonly references: readonly string[];
  /** Where the control is written. */
  readonly file: string;
  readonly line: number;
}
