/**
 * The write actions on chosen resources: those that `who-deleted`, `who-created` and `who-changed` show, and those that
 * use the resource and are writes by CloudTrail's own word, such as the call of a function.
 */
import { type Answer, answer, type Question, type Subject } from '../../../analysis/target/index.js';
import type { Match } from '../../../engines/scan/index.js';
import type { JsonObject } from '../../../model/json.js';
import type { Expr } from '../../../query/ast.js';
import { type Found, viaText, withAliases } from '../../aliases.js';
import type { Concluded } from '../../event-row.js';

export interface Acting {
  readonly match: Match;
  readonly concluded: Concluded;
}

export interface ActingOn {
  /** By time, then event id; each event once. */
  readonly acting: readonly Acting[];
  /** Those that only belong to the resources, which were not asked for. */
  readonly related: number;
  /** What mentions the resources, for a word on why nothing was found. */
  readonly mentioned: readonly JsonObject[];
  /** Further names of the same things that were not followed. */
  readonly left: number;
}

/** `ask` reads the archive once more, for other names of the resources. */
export async function actingOn(
  subjects: readonly Subject[],
  matches: readonly Match[],
  withRelated: boolean,
  ask: (where: Expr) => Promise<readonly Match[]>,
): Promise<ActingOn> {
  const found = new Map<string, Acting>();
  const related = new Set<string>();
  const mentioned: JsonObject[] = [];
  let left = 0;
  for (const subject of subjects) {
    const followed = await withAliases(subject, matches, ask);
    left += followed.left;
    for (const each of followed.found) {
      mentioned.push(each.record);
      const concluded = concludedOf(each);
      if (concluded === undefined) continue;
      const { match } = each;
      const key = match.eventID === '' ? `${match.file} ${match.member} ${match.index}` : match.eventID;
      if (concluded.relation === 'related' && !withRelated) related.add(key);
      else if (found.get(key)?.concluded.relation !== 'direct') found.set(key, { match, concluded });
    }
  }
  const acting = [...found.values()].toSorted((a, b) => inOrder(a.match, b.match));
  return { acting, related: [...related].filter((key) => !found.has(key)).length, mentioned, left };
}

const questions: readonly Question[] = ['deleted', 'created', 'changed'];

/** The most direct of what the event answers. */
function concludedOf(found: Found): Concluded | undefined {
  const { subject, record } = found;
  const answers = questions.flatMap((question) => answer(subject, question, record) ?? []);
  const use = answer(subject, 'accessed', record);
  const best: Answer | undefined =
    answers.find(({ relation }) => relation === 'direct') ??
    (use?.role === 'self' && use.relation === 'direct' ? use : answers[0]);
  const via = viaText(found);
  if (best === undefined || via === null) return best;
  return { ...best, note: best.note === null ? via : `${best.note}; ${via}` };
}

function inOrder(a: Match, b: Match): number {
  if (a.eventTime !== b.eventTime) return a.eventTime < b.eventTime ? -1 : 1;
  return a.eventID === b.eventID ? 0 : a.eventID < b.eventID ? -1 : 1;
}
