/** Packs and controls as plain data: what is asked of an archive, and what evidence an answer needs. */
import type { Level } from '../../model/detection.js';
import type { Expr, Path } from '../../query/ast.js';

export interface Pack {
  /** Unique among the packs of a run. */
  readonly name: string;
  readonly title: string;
  /** A whole number: higher where a control has changed. */
  readonly version: number;
  readonly description: string | null;
  /** The document that the ids of the controls cite. */
  readonly source: {
    readonly name: string;
    readonly version: string | null;
    readonly url: string | null;
  } | null;
  readonly controls: readonly Control[];
  readonly file: string;
}

export interface Control {
  /** The name of its pack. */
  readonly pack: string;
  /** Unique in its pack. */
  readonly id: string;
  /** The state that is wanted. */
  readonly title: string;
  readonly rationale: string;
  readonly severity: Level;
  readonly remediation: string;
  readonly references: readonly string[];
  readonly evidence: EvidenceNeeds;
  /** All of them have to hold. */
  readonly conditions: readonly Condition[];
  readonly file: string;
  readonly line: number;
}

/** What has to be at hand before the lack of a finding means anything. */
export interface EvidenceNeeds {
  readonly events: 'management' | 'data';
  /** Event sources, each of which must have at least one event of that category in the archive. */
  readonly sources: readonly string[];
  /** Regions of which each account must have events; empty where any one is enough. */
  readonly regions: readonly string[];
  /** Milliseconds over which the events of each account must reach; 0 for none. */
  readonly span: number;
}

/** What the configuration may allow: if it names none of those of a condition, that cannot be judged. */
export const exceptions = ['allowed-principals', 'windows'] as const;
export type Exception = (typeof exceptions)[number];

export interface Count {
  readonly atLeast: number;
  /** Milliseconds; null for the whole span. */
  readonly within: number | null;
  readonly by: readonly Path[];
}

interface ConditionFacts {
  /** Its place among those of its kind in the control, as in `must-not 2`: part of a finding's fingerprint. */
  readonly place: string;
  readonly title: string | null;
  readonly where: Expr;
}

/** A match is a finding; with a count, those of a group and day (UTC) with which it is reached within the time are one. */
export interface MustNot extends ConditionFacts {
  readonly kind: 'must-not';
  readonly count: Count | null;
  /** A match is no finding if all of these hold that the configuration names. */
  readonly unless: readonly Exception[];
}

/** Has to be seen. */
export interface Must extends ConditionFacts {
  readonly kind: 'must';
  readonly count: Count | null;
  /** What it means that it is not seen. */
  readonly otherwise: 'fail' | 'not judged';
}

/** The newest record about each thing has to be good. */
export interface State extends ConditionFacts {
  readonly kind: 'state';
  /** What a record that `where` finds has to satisfy as well. */
  readonly good: Expr;
  /** What tells the things of an account apart. */
  readonly by: readonly Path[];
}

export type Condition = MustNot | Must | State;

/** `root-and-mfa/root-used`: how configurations and people name a control. */
export function nameOf({ pack, id }: Control): string {
  return `${pack}/${id}`;
}
