/**
 * `trailscan trace`: the credentials behind a principal, key, session or event, and everything done with them: back to
 * where they came from, and onward to whatever they were used to obtain.
 */
import {
  type ActionCount,
  activityOf,
  buildIssuers,
  type CredentialUse,
  createdKeys,
  creationsOf,
  credentialKey,
  credentialTree,
  issuedBy,
  issuesAnything,
  principalOf,
  usesOf,
} from '../analysis/identity/index.js';
import { outcomeOf } from '../analysis/target/index.js';
import { formatTime } from '../format/time.js';
import { type TreeNode, tree } from '../format/tree.js';
import type { JsonObject, JsonValue } from '../model/json.js';
import type { Column, Sheet } from '../model/sheet.js';
import { UsageError } from '../model/usage-error.js';
import { allOf, anyOf, type Expr } from '../query/ast.js';
import { accessKeyIs, makesKeyFor, principalIs } from '../query/flag-meanings.js';
import { issuersFor, recordsOf } from './actors.js';
import { type Archive, openArchive } from './archive.js';
import { close, plural } from './closing.js';
import { isEventId } from './event-id.js';
import { boundsOf, filterOf } from './filters.js';
import { nearPrincipals } from './near-principals.js';
import { type Values, valuesOf } from './options.js';
import { checkFormat, checkOutput, formatOf, print, write } from './output.js';
import type { Run } from './spec.js';
import { pathNote } from './subject-path.js';

/** Credentials that were used to obtain others, and so on; see the limit of chains in analysis/identity. */
const mostRounds = 10;

export const run: Run = async ({ subject, paths, raw, context }) => {
  const text = subject.trim();
  if (text === '') throw new UsageError('the principal, key, session or event id is empty');
  const values = valuesOf(raw, context.now);
  const filter = await filterOf(values);
  const format = formatOf(values);
  checkFormat(format, false);
  checkOutput(values);
  const archive = await openArchive(paths, values, context);
  try {
    const where = allOf([beginning(text), filter]);
    const seeds = recordsOf(
      await archive.ask({ where, limit: null, keepDuplicates: false }, boundsOf(values)),
    );
    const uses = await follow(text, seeds, archive);
    const rows = flatten(uses);
    const zone = values.tz ?? 'UTC';
    const empty = `Nothing in what was read was done by, or with, '${text}'.`;
    if (format === 'table') {
      await write(
        (to) =>
          rows.length > 0
            ? tree(
                uses.map((use) => nodeOf(use, zone)),
                to,
              )
            : [`${empty}\n`],
        values,
        context,
      );
    } else await print(sheetOf(rows, values, empty), values, context);
    const notes: string[] = [];
    if (rows.length === 0) {
      if (values.quiet !== true && !isEventId(text) && !isKeyId(text))
        notes.push(...(await nearPrincipals(text, archive, boundsOf(values))));
      notes.push(...pathNote(text, paths, 'trace <who>'));
    }
    return close(archive.tally(), rows.length, notes, values, context);
  } finally {
    archive.close();
  }
};

/** The events that the text names: one event, or those of a key or principal and those that made it or his keys. */
function beginning(text: string): Expr {
  if (isEventId(text)) {
    return { kind: 'oneOf', path: ['eventID'], values: [text], foldCase: true };
  }
  if (isKeyId(text)) {
    const made = (part: string): Expr => ({
      kind: 'oneOf',
      path: ['responseElements', part, 'accessKeyId'],
      values: [text],
      foldCase: false,
    });
    return anyOf([accessKeyIs(text), made('credentials'), made('accessKey')]);
  }
  // Whose keys were made may never have called.
  return anyOf([principalIs(text), makesKeyFor(text)]);
}

function isKeyId(text: string): boolean {
  return /^A(?:KIA|SIA)[A-Z0-9]{4,}$/.test(text);
}

/** Gathers what belongs to the seeds, backwards and onward, and arranges it. */
async function follow(
  text: string,
  seeds: readonly JsonObject[],
  archive: Archive,
): Promise<readonly CredentialUse[]> {
  const known = new Map<string, JsonObject>();
  const add = (records: readonly JsonObject[]): JsonObject[] => {
    const fresh = records.filter((record) => !known.has(idOf(record)));
    for (const record of fresh) known.set(idOf(record), record);
    return fresh;
  };
  const ask = async (where: Expr): Promise<JsonObject[]> => recordsOf(await archive.askAgain(where, {}));

  let fresh = add(seeds);
  // All that was done with the credentials of the events named: an event id names only one of them.
  const same = sameCredentials(seeds);
  if (same && seeds.some((record) => idOf(record) === text.toLowerCase())) {
    const keys = new Set(seeds.map(credentialKey));
    fresh = [...fresh, ...add((await ask(same)).filter((record) => keys.has(credentialKey(record))))];
  }

  const gathered: JsonObject[] = [];
  const creations = new Set<JsonObject>();
  const sought = new Set(createdKeys([...known.values()]));
  for (let round = 0; round < mostRounds && fresh.length > 0; round++) {
    const back = await issuersFor(fresh, archive, (found) => gathered.push(...found));
    // The events on the way back, not others that the search came across.
    const byId = new Map(gathered.map((record) => [idOf(record), record]));
    const reached = [...fresh];
    for (let next = fresh; next.length > 0; reached.push(...next)) {
      const ids = next.map((record) => issuedBy(record, back)).filter((id) => id !== null);
      next = add([...new Set(ids)].map((id) => byId.get(id)).filter((record) => record !== undefined));
    }
    const where = creationsOf(reached, sought);
    for (const record of reached) sought.add(principalOf(record).accessKeyId ?? '');
    fresh = where ? add(await ask(where)) : [];
    for (const record of fresh) creations.add(record);
  }

  // What else was done with the long-term key that made one is not asked for.
  let issuing = [...known.values()].filter((record) => issuesAnything(record) && !creations.has(record));
  const followed = new Set<string>();
  for (let round = 0; round < mostRounds && issuing.length > 0; round++) {
    const where = usesOf(issuing);
    if (!where) break;
    const found = await ask(where);
    const index = buildIssuers([...known.values(), ...found]);
    const created = createdKeys(issuing);
    for (const key of created) followed.add(key);
    fresh = add(
      found.filter((record) => {
        const from = issuedBy(record, index);
        return (from !== null && known.has(from)) || created.has(principalOf(record).accessKeyId ?? '');
      }),
    );
    issuing = fresh.filter(issuesAnything);
  }
  const records = [...known.values()];
  return credentialTree(records, buildIssuers([...records, ...gathered]), followed);
}

function sameCredentials(seeds: readonly JsonObject[]): Expr | undefined {
  const terms: Expr[] = [];
  for (const record of seeds) {
    const identity = record.userIdentity;
    if (typeof identity !== 'object' || identity === null || Array.isArray(identity)) continue;
    for (const field of ['accessKeyId', 'principalId'] as const) {
      const value = (identity as JsonObject)[field];
      if (typeof value === 'string' && value !== '') {
        terms.push({ kind: 'oneOf', path: ['userIdentity', field], values: [value], foldCase: false });
      }
    }
  }
  return terms.length === 0 ? undefined : anyOf(terms);
}

function idOf(record: JsonObject): string {
  return typeof record.eventID === 'string' ? record.eventID.toLowerCase() : JSON.stringify(record);
}

interface SessionRow {
  readonly id: number;
  readonly parent: number | null;
  readonly depth: number;
  readonly use: CredentialUse;
  readonly activity: ReturnType<typeof activityOf>;
}

/** In the order of the tree: a parent before its children. */
function flatten(uses: readonly CredentialUse[]): SessionRow[] {
  const rows: SessionRow[] = [];
  const pending = uses.map((use) => ({ use, parent: null as number | null, depth: 0 })).reverse();
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { use, parent, depth } = next;
    const id = rows.length + 1;
    rows.push({ id, parent, depth, use, activity: activityOf(use.events, outcomeOf) });
    pending.push(...use.children.map((child) => ({ use: child, parent: id, depth: depth + 1 })).reverse());
  }
  return rows;
}

const mostShown = 8;

function nodeOf(use: CredentialUse, zone: string): TreeNode {
  const { principal, obtained, end } = use;
  const activity = activityOf(use.events, outcomeOf);
  const [first, ...more] = use.keys;
  const key = first === undefined ? '' : more.length > 0 ? `, ${use.keys.length} keys` : `, key ${first}`;
  const times = [activity.first, activity.last].map((time) => (time === null ? '?' : formatTime(time, zone)));
  const span = activity.events === 1 ? times[0] : `${times[0]} to ${times[1]}`;
  const denied = activity.denied > 0 ? `, ${activity.denied} denied` : '';
  const failed = activity.failed > 0 ? `, ${activity.failed} failed` : '';
  return {
    title: `${principal.name} (${principal.type}${principal.account ? ` of ${principal.account}` : ''}${key})`,
    lines: [
      { text: obtained ? obtainedText(use) : '', tone: 'muted' },
      { text: end ?? '', tone: 'warn' },
      {
        text:
          activity.events === 0
            ? 'not used in what was read'
            : `${plural(activity.events, 'event')}${denied}${failed}, ${span}`,
        ...(denied ? { tone: 'warn' } : {}),
      },
      {
        text: listed(
          'from',
          activity.addresses.map(({ address, count }) => `${address} ${count}×`),
        ),
      },
      { text: listed('changed', activity.actions.filter(({ writes }) => writes).map(actionCount)) },
      { text: listed('read', activity.actions.filter(({ writes }) => !writes).map(actionCount)) },
    ],
    children: use.children.map((child) => nodeOf(child, zone)),
  };
}

function obtainedText({ obtained }: CredentialUse): string {
  if (!obtained) return '';
  const by = obtained.principal.name;
  const how = obtained.by.startsWith('via ') ? obtained.by : `through ${obtained.by}`;
  return `obtained by ${by} ${how}; ${obtained.grounds}: ${obtained.why}`;
}

function actionCount({ action, count, denied, failed }: ActionCount): string {
  const without = [denied > 0 ? `${denied} denied` : '', failed > 0 ? `${failed} failed` : ''].filter(
    Boolean,
  );
  return `${action} ${count}×${without.length > 0 ? ` (${without.join(', ')})` : ''}`;
}

function listed(label: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const rest = items.length > mostShown ? `, and ${items.length - mostShown} more` : '';
  return `${label} ${items.slice(0, mostShown).join(', ')}${rest}`;
}

function sheetOf(rows: readonly SessionRow[], values: Values, empty: string): Sheet<SessionRow> {
  const zone = values.tz ?? 'UTC';
  const time = (text: string | null): string | null => (text === null ? null : formatTime(text, zone));
  const column = (name: string, cell: Column<SessionRow>['cell']): Column<SessionRow> => ({
    name,
    title: name,
    cell,
  });
  return {
    rows,
    empty,
    columns: [
      column('id', ({ id }) => id),
      column('parent', ({ parent }) => parent),
      column('principal', ({ use }) => use.principal.name),
      column('type', ({ use }) => use.principal.type),
      column('account', ({ use }) => use.principal.account),
      column('accessKeys', ({ use }) => use.keys.join(', ')),
      column('obtained', ({ use }) => obtainedText(use) || null),
      column('end', ({ use }) => use.end),
      column('events', ({ activity }) => activity.events),
      column('denied', ({ activity }) => activity.denied),
      column('failed', ({ activity }) => activity.failed),
      column('first', ({ activity }) => time(activity.first)),
      column('last', ({ activity }) => time(activity.last)),
      column('addresses', ({ activity }) => activity.addresses.map(({ address }) => address).join(', ')),
      column('actions', ({ activity }) => activity.actions.map(actionCount).join(', ')),
    ],
    json: ({ id, parent, use, activity }) => ({
      id,
      parent,
      accessKeyIds: use.keys,
      principal: use.principal as unknown as JsonValue,
      obtained: use.obtained as unknown as JsonValue,
      end: use.end,
      ...(activity as unknown as JsonObject),
      eventIDs: use.events.map((record) => (typeof record.eventID === 'string' ? record.eventID : null)),
    }),
  };
}
