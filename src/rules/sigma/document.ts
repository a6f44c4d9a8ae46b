/** A document of a rule file by itself: what it says of others is resolved when all files are read. */
import { type CorrelationText, readCorrelation } from './correlation.js';
import { type Filter, readFilter } from './filter.js';
import { entryOf } from './keys.js';
import {
  type DetectionRule,
  isOfCloudTrail,
  type LogSource,
  type RuleInfo,
  readDetectionRule,
  readInfo,
  readLogSource,
} from './rule.js';
import { type RuleWarning, ruleFault } from './text.js';
import type { MapNode } from './yaml.js';

export interface RuleDocument {
  readonly content: Content;
  readonly warnings: readonly RuleWarning[];
}

export type Content =
  | { readonly kind: 'detection'; readonly rule: DetectionRule; readonly logSource: LogSource }
  /** A rule about something other than CloudTrail. */
  | { readonly kind: 'not-applicable'; readonly info: RuleInfo }
  | { readonly kind: 'correlation'; readonly text: CorrelationText }
  | { readonly kind: 'filter'; readonly filter: Filter };

/** `index`: the document's place in its file. @throws UsageError naming the place of a mistake. */
export function readDocument(document: MapNode, index: number): RuleDocument {
  const warnings: RuleWarning[] = [];
  const content = contentOf(document, index, (warning) => void warnings.push(warning));
  return { content, warnings };
}

function contentOf(document: MapNode, index: number, warn: (warning: RuleWarning) => void): Content {
  const action = entryOf(document, 'action');
  if (
    action &&
    ['global', 'reset', 'repeat'].includes(action.value.kind === 'scalar' ? String(action.value.value) : '')
  ) {
    throw ruleFault(
      action.keyPlace,
      "'action' documents are of the first version of Sigma",
      'Write each rule in full.',
    );
  }
  const info = readInfo(document, index, warn);
  if (entryOf(document, 'correlation'))
    return { kind: 'correlation', text: readCorrelation(document, info, warn) };
  if (entryOf(document, 'filter')) return { kind: 'filter', filter: readFilter(document, info, warn) };
  const logSource = readLogSource(document);
  if (!isOfCloudTrail(logSource)) return { kind: 'not-applicable', info };
  return { kind: 'detection', rule: readDetectionRule(document, info, warn), logSource };
}
