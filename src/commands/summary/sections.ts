/** What a summary lists, section by section: the same for the screen and for other programs. */
import { isoTime } from '../../format/time.js';
import type { Facts, Tallies, Tally } from './facts.js';

export interface SectionRow extends Pick<Tally, 'count' | 'errors' | 'first' | 'last'> {
  readonly section: SectionName;
  readonly name: string;
  /** Of a principal. */
  readonly account: string | null;
  /** Null where they were not counted. */
  readonly denied: number | null;
  readonly writes: number | null;
  readonly note: string | null;
}

const uncounted = { denied: null, writes: null };

export const sectionNames = [
  'archive',
  'accounts',
  'regions',
  'hours',
  'principals',
  'actions',
  'services',
  'addresses',
  'agents',
  'keys',
  'errors',
  'signInsWithoutMfa',
  'root',
  'newPrincipals',
  'newAddresses',
  'newRegions',
] as const;

export type SectionName = (typeof sectionNames)[number];

/** The last part of the span, whose newcomers are told: a fifth. */
export const lastPart = 0.2;

/** All sections' rows, those of most events first; hours in their order. */
export function sectionRows(facts: Facts): Readonly<Record<SectionName, readonly SectionRow[]>> {
  const from = newFrom(facts.total);
  const rows = (section: SectionName, tallies: Tallies): SectionRow[] =>
    ranked([...tallies].map(([name, tally]) => ({ ...tally, section, name, account: null, note: null })));
  const fresh = (section: SectionName, all: readonly SectionRow[]): SectionRow[] =>
    from === null
      ? []
      : all
          .filter(({ first }) => first >= from)
          .map((row) => ({ ...row, section }))
          .sort((a, b) => a.first - b.first || (a.name < b.name ? -1 : 1));

  const principals = ranked(
    facts.principals.map(({ principal, count, errors, denied, writes, first, last }) => ({
      ...{ count, errors, denied, writes, first, last },
      section: 'principals' as const,
      name: principal.name,
      account: principal.account,
      note: principal.type,
    })),
  );
  const places = (section: SectionName, tallies: Tallies): SectionRow[] =>
    rows(section, tallies).map((row) => ({ ...row, ...uncounted }));
  const addresses = places('addresses', facts.addresses);
  const regions = places('regions', facts.regions);
  return {
    archive: [{ ...facts.total, section: 'archive', name: 'all events', account: null, note: null }],
    accounts: places('accounts', facts.accounts),
    regions,
    hours: hoursOf(facts),
    principals,
    actions: rows('actions', facts.actions),
    services: rows('services', facts.services),
    addresses,
    agents: places('agents', facts.agents),
    keys: ranked(
      [...facts.keys].map(([name, { principal, ...tally }]) => ({
        ...tally,
        ...uncounted,
        section: 'keys' as const,
        name,
        account: null,
        note: principal,
      })),
    ),
    errors: rows('errors', facts.errorCodes),
    signInsWithoutMfa: ranked(
      facts.signInsWithoutMfa.map(({ principal, ...tally }) => ({
        ...tally,
        section: 'signInsWithoutMfa' as const,
        name: principal.name,
        account: principal.account,
        note: principal.type,
      })),
    ),
    root: rows('root', facts.root),
    newPrincipals: fresh('newPrincipals', principals),
    newAddresses: fresh('newAddresses', addresses),
    newRegions: fresh('newRegions', regions),
  };
}

/** From when on what is met is new, in seconds since 1970; null if the events span no time. */
export function newFrom({ first, last }: Pick<Tally, 'first' | 'last'>): number | null {
  return last > first ? first + (last - first) * (1 - lastPart) : null;
}

/** Events by the hour, in UTC. */
function hoursOf({ steps }: Facts): SectionRow[] {
  const hours = new Map<number | null, { count: number; errors: number }>();
  for (const { from, count, errors } of steps) {
    const hour = from === null ? null : Math.floor(from / 3600) * 3600;
    const known = hours.get(hour) ?? { count: 0, errors: 0 };
    hours.set(hour, { count: known.count + count, errors: known.errors + errors });
  }
  return [...hours]
    .sort(([a], [b]) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY))
    .map(([hour, counts]) => ({
      ...counts,
      ...uncounted,
      section: 'hours' as const,
      name: hour === null ? 'no time' : (isoTime(hour * 1000) ?? String(hour)),
      account: null,
      first: hour ?? Number.NaN,
      last: hour ?? Number.NaN,
      note: null,
    }));
}

function ranked<Row extends SectionRow>(rows: Row[]): Row[] {
  return rows.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
