/** From what shows a failure to the findings of a control: each an event with who, what, from where and which file. */
import { sharingOf } from '../../analysis/change/index.js';
import type { Match } from '../../engines/scan/index.js';
import type { JsonObject } from '../../model/json.js';
import type { ControlFinding, ControlVerdict } from '../../model/verdict.js';
import { evaluate } from '../../query/evaluate.js';
import { parseRecord } from '../../query/record-test.js';
import {
  type Evidence,
  fingerprintOf,
  type Judgement,
  lacksOf,
  nameOf,
  outcomeOf,
  type Proof,
} from '../../rules/compliance/index.js';
import { issuersFor } from '../actors.js';
import type { Archive } from '../archive.js';
import { plural } from '../closing.js';
import { actionText } from '../columns.js';
import { type Background, eventFacts, eventRow } from '../event-row.js';
import type { Values } from '../options.js';
import type { Places } from '../places.js';
import type { Observation } from './observe.js';
import type { Suppression } from './read-config.js';
import type { Reported } from './state.js';

/** For more findings than this, credentials are followed back only if that is asked for: it reads the archive again. */
const mostFollowed = 200;

/** What takes findings off: each says whether one is covered. */
export interface Covers {
  readonly suppressions: readonly Suppression[];
  /** By the baseline, or told by an earlier run; null where there is neither. */
  readonly isKnown:
    | ((control: string, fingerprint: string, events: () => readonly string[]) => boolean)
    | null;
}

/** Which findings are made of what shows failures: to make one takes as long as to read some hundred records. */
export interface Making {
  /** So many of a control, and the others are counted only. */
  readonly most: number;
  /** Those that are known too. */
  readonly known: boolean;
}

export interface Verdicts {
  readonly rows: readonly ControlVerdict[];
  /** How many findings of a row count, where not all were made. */
  readonly found: ReadonlyMap<ControlVerdict, number>;
  /** All that were made, known or not. */
  readonly made: readonly { readonly control: string; readonly finding: ControlFinding }[];
  /** All that suppressions do not cover, known or not, made or not. */
  standing(): readonly Reported[];
  readonly notes: readonly string[];
}

interface Counting {
  readonly proof: Proof;
  readonly isKnown: boolean;
}

/** A judgement without the findings that suppressions cover. */
interface Sifted {
  readonly judgement: Judgement;
  readonly standing: readonly Counting[];
  readonly suppressed: number;
}

export async function verdictsOf(
  judgements: readonly Judgement[],
  evidence: Evidence,
  observation: Observation,
  covers: Covers,
  archive: Archive,
  values: Values,
  places: Places,
  making: Making,
): Promise<Verdicts> {
  const { observed, matchOf, idOf } = observation;
  const notes: string[] = [];
  const sorted = judgements.map((judgement) => sift(judgement, covers, observation));
  const shown = lastOnes(sorted, making);
  let issuers = null;
  if (values.actors === true || shown.size <= mostFollowed) {
    const records = [...shown]
      .map((position) => recordIn(matchOf(position)))
      .filter((record) => record !== undefined);
    issuers = await issuersFor(records, archive);
  } else {
    notes.push(
      `credentials are not followed back for more than ${plural(mostFollowed, 'event')}; --actors does`,
    );
  }
  const background: Background = { issuers, places };
  const made: Verdicts['made'][number][] = [];
  const found = new Map<ControlVerdict, number>();
  const rows = sorted.map(({ judgement, standing: own, suppressed }): ControlVerdict => {
    const { control } = judgement;
    const findings: ControlFinding[] = [];
    const counting = own.filter(({ isKnown }) => !isKnown).length;
    for (const { proof, isKnown } of own) {
      if (findings.length === making.most) break;
      if (isKnown && !making.known) continue;
      const finding = findingOf(proof, fingerprintOf(judgement, proof, observed), observation, background);
      if (!finding) continue;
      made.push({ control: nameOf(control), finding });
      if (!isKnown) findings.push(finding);
    }
    const outcome = outcomeOf(judgement, counting, lacksOf(control, evidence));
    const row: ControlVerdict = {
      pack: control.pack,
      control: control.id,
      title: control.title,
      severity: control.severity,
      verdict: outcome.verdict,
      reasons: outcome.reasons,
      findings,
      suppressed,
      known: own.length - counting,
      rationale: control.rationale,
      remediation: control.remediation,
      references: control.references,
      file: control.file,
      line: control.line,
    };
    found.set(row, counting);
    return row;
  });
  const standing = (): readonly Reported[] =>
    sorted.flatMap(({ judgement, standing: own }) =>
      own.map(({ proof }) => ({
        fingerprint: fingerprintOf(judgement, proof, observed),
        control: nameOf(judgement.control),
        time: observed.time(proof.events.at(-1) ?? -1),
        events: proof.events.map(idOf),
      })),
    );
  return { rows, found, made, standing, notes };
}

function recordIn({ bytes }: Match): JsonObject | undefined {
  return parseRecord(bytes, 0, bytes.length);
}

/** The events that findings are shown by, if all are: of each proof the last. */
function lastOnes(sorted: readonly Sifted[], { known }: Making): ReadonlySet<number> {
  const shown = new Set<number>();
  for (const { standing } of sorted) {
    for (const { proof, isKnown } of standing) {
      const last = proof.events.at(-1);
      if (last !== undefined && (known || !isKnown)) shown.add(last);
    }
  }
  return shown;
}

/** A suppression covers a finding if it does all events that make it. */
function sift(
  judgement: Judgement,
  { suppressions, isKnown }: Covers,
  { observed, matchOf }: Observation,
): Sifted {
  const name = nameOf(judgement.control);
  const own = suppressions.filter(
    ({ control: { text } }) => text === name || text === `${judgement.control.pack}/*`,
  );
  const isSuppressed = ({ events }: Proof): boolean =>
    own.some(({ where }) =>
      events.every((position) => {
        const record = recordIn(matchOf(position));
        return record !== undefined && evaluate(where, record);
      }),
    );
  const standing: Counting[] = [];
  let suppressed = 0;
  for (const proof of judgement.proofs) {
    if (own.length > 0 && isSuppressed(proof)) {
      suppressed++;
      continue;
    }
    const known = isKnown?.(name, fingerprintOf(judgement, proof, observed), () =>
      proof.events.map(observed.event),
    );
    standing.push({ proof, isKnown: known ?? false });
  }
  return { judgement, standing, suppressed };
}

function findingOf(
  { condition, events }: Proof,
  fingerprint: string,
  { matchOf, idOf }: Observation,
  background: Background,
): ControlFinding | undefined {
  const last = events.at(-1);
  if (last === undefined) return undefined;
  const match = matchOf(last);
  const record = recordIn(match);
  if (!record) return undefined;
  const facts = eventFacts(eventRow(match, record, background));
  const { eventSource, eventName, outcome, resource, actor, origin } = facts;
  const action = actionText(eventSource ?? undefined, eventName ?? undefined) ?? 'an unnamed action';
  const call = `${actor.name} called ${action}${resource ? ` on ${resource.name}` : ''}`;
  const ended = outcome === 'success' ? '' : ` (${outcome})`;
  const sharing = sharingOf(record) ?? null;
  const shared = sharing
    ? `, ${ended === '' ? 'lets in' : 'would let in'} ${withText(sharing)} (${sharing.how})`
    : '';
  const from = origin.sourceIPAddress ? `, from ${origin.sourceIPAddress}` : '';
  const many = events.length > 1 ? `${plural(events.length, 'event')}, the last: ` : '';
  return {
    fingerprint,
    condition: condition.title,
    message: `${condition.title ? `${condition.title}: ` : ''}${many}${call}${ended}${from}${shared}`,
    eventTime: match.eventTime,
    eventID: match.eventID,
    // Member by member: there may be very many, and a spread in the middle is slow.
    eventSource,
    eventName,
    errorCode: facts.errorCode,
    region: facts.region,
    account: facts.account,
    outcome,
    resource,
    principal: facts.principal,
    actor,
    origin,
    file: facts.file,
    member: facts.member,
    index: facts.index,
    sharing,
    events: events.map(idOf),
  };
}

const mostNamed = 5;

/** `444455556666, everyone and 3 more`; empty for what nobody is let in by. */
export function withText(sharing: ControlFinding['sharing']): string {
  const names = sharing?.with ?? [];
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return `${names.slice(0, mostNamed).join(', ')}${more}`;
}
