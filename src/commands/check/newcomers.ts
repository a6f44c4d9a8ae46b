/**
 * What `--since last` asks: of the accounts that the last run knew what came since, and all of any other. An account may
 * join an archive with files of weeks, which no run has judged. Files may come long after the others of their time, by a
 * late delivery or a sync that missed them: what was not read before is looked into first, for its earliest event.
 */
import type { PruneBounds } from '../../load/prune.js';
import { compareTexts } from '../../model/compare-texts.js';
import { secondText } from '../../model/second-text.js';
import { allOf, anyOf, type Expr } from '../../query/ast.js';
import { instantOf } from '../../query/event-time.js';
import { filterExpr } from '../../query/flags.js';
import type { Archive, ArchiveFile } from '../archive.js';
import { boundsOf, filterOf } from '../filters.js';
import type { Values } from '../options.js';
import { unreadOf } from './files-read.js';
import { ofThoseAsked } from './gather-evidence.js';
import { givenUp, margin, type State } from './state.js';

export interface Asked {
  readonly where: Expr;
  readonly bounds: PruneBounds;
  readonly notes: readonly string[];
  /** Whether any file with events came that the last run had not read. */
  readonly hasCome: boolean;
}

/** `values`: with `since`, where the last run's accounts are judged from. */
export async function askedSinceLast(
  { since = Number.NEGATIVE_INFINITY, ...others }: Values,
  state: State,
  archive: Archive,
): Promise<Asked> {
  const { reached, read } = state;
  const known = [...reached.keys()];
  const isOfKnown: Expr = { kind: 'oneOf', path: ['recipientAccountId'], values: known, foldCase: false };
  const isNamed: Expr = { kind: 'present', path: ['recipientAccountId'] };
  const isNew = allOf([
    { kind: 'not', term: isOfKnown },
    // The account that records do not name was known as such.
    ...(reached.has('') ? [isNamed] : []),
  ]);
  const unread = unreadOf(archive.files(), read);
  const holdings = await lookInto(unread, archive);
  const isKnown = (account: string): boolean => reached.has(account);
  const asked = holdings.flatMap(({ file, accounts }) =>
    accounts.filter((account) => isAsked(file, account, others)),
  );
  const come = new Set(asked);
  // Where records that name no account were known, what is taken for another's may be of that.
  const newcomers = namesOf(isKnown('') ? [] : asked.filter((account) => !isKnown(account)));
  const late = holdings.filter(
    ({ accounts, first }) => !(first >= since) && (isKnown('') || accounts.some(isKnown)),
  );
  const earliest = late.reduce((least, { first }) => Math.min(least, first), Number.POSITIVE_INFINITY);
  // With as much before as any run reads again. Without a time that can be read it is everything.
  const begin = late.length > 0 ? earliest - margin : since;
  const fromBegin = Number.isFinite(begin) ? { since: begin } : {};
  const waitedFor = known.filter((account) => account !== '' && !givenUp(state).includes(account));
  const silent = namesOf(waitedFor.filter((account) => !come.has(account)));
  return {
    where: allOf([await filterOf(others), anyOf([filterExpr(fromBegin), isNew])]),
    bounds: boundsOf(newcomers.length > 0 ? others : { ...others, ...fromBegin }),
    notes: [
      ...newcomers.map((account) => `account ${account} is new to the state: all of it is judged`),
      ...(late.length > 0 ? [lateNote(late, isKnown, begin)] : []),
      ...(come.size === 0 ? ['no file with events has come since the last run'] : []),
      ...(come.size > 0 && silent.length > 0
        ? [`no file of ${accountsText(silent)} has come since the last run`]
        : []),
    ],
    hasCome: come.size > 0,
  };
}

/** What a file holds that was not read before. */
interface Holding {
  readonly file: ArchiveFile;
  /** Sorted; an empty text if none is named. */
  readonly accounts: readonly string[];
  /** Of the earliest event, epoch milliseconds; NaN if it has no time that can be read. */
  readonly first: number;
}

async function lookInto(files: readonly ArchiveFile[], archive: Archive): Promise<readonly Holding[]> {
  if (files.length === 0) return [];
  const surveys = await archive.surveyOf(files);
  return files.flatMap((file, i) =>
    (surveys[i]?.parts ?? [])
      .filter(({ records }) => records > 0)
      .map(({ accounts, first }) => ({
        file,
        accounts: accounts.length > 0 ? accounts : [''],
        first: instantOf(first),
      })),
  );
}

/** Of an export it is not known of which regions it is. */
function isAsked(
  { layout }: ArchiveFile,
  account: string,
  { account: accounts, region: regions }: Values,
): boolean {
  const { region } = layout ?? {};
  const asked = {
    ...(accounts ? { account: accounts } : {}),
    ...(regions && region !== undefined ? { region: regions } : {}),
  };
  return ofThoseAsked([{ account, region: region ?? '', hour: 0, events: 1 }], asked).length > 0;
}

function lateNote(late: readonly Holding[], isKnown: (account: string) => boolean, begin: number): string {
  const accounts = namesOf(late.flatMap((each) => each.accounts.filter(isKnown)));
  const of = accounts.length > 0 ? ` of ${accountsText(accounts)}` : '';
  const since = Number.isFinite(begin) ? `judged since ${secondText(begin)}` : 'the whole archive is judged';
  return `files${of} arrived late, or had not been read: ${since}`;
}

const mostNamed = 3;

function accountsText(accounts: readonly string[]): string {
  const more = accounts.length > mostNamed ? ` and ${accounts.length - mostNamed} more` : '';
  return `${accounts.length === 1 ? 'account' : 'accounts'} ${accounts.slice(0, mostNamed).join(', ')}${more}`;
}

function namesOf(accounts: readonly string[]): readonly string[] {
  return [...new Set(accounts)].filter((account) => account !== '').sort(compareTexts);
}
