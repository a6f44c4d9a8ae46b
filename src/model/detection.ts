/** What a rule has found, as the formats for other tools print it: an event with its rule, or a correlation of several. */
import type { EventFacts } from './event.js';

/** How grave a finding is, the least first: the levels of Sigma. */
export const levels = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Level = (typeof levels)[number];

export interface DetectionRuleFacts {
  /** The rule's own id or name, else its title. */
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  /** `attack.t1078.004`, `attack.persistence`. */
  readonly tags: readonly string[];
  readonly description: string | null;
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  readonly file: string;
}

export interface Detection extends EventFacts {
  readonly rule: DetectionRuleFacts;
  /** Who did what, in one sentence. */
  readonly message: string;
  /** As recorded: of the event, or of the first and the last that a correlation is made of. */
  readonly firstTime: string;
  readonly lastTime: string;
  /** The ids of the events that make it: one, or a correlation's. */
  readonly events: readonly string[];
  /** What a correlation grouped by; null for a single event. */
  readonly group: readonly { readonly name: string; readonly value: string }[] | null;
}
