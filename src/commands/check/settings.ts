/** Everything a run of `check` goes by, from the options, the configuration and the files of earlier runs. */
import { existsSync } from 'node:fs';
import type { Level } from '../../model/detection.js';
import { secondText } from '../../model/second-text.js';
import { UsageError } from '../../model/usage-error.js';
import { anyOf, type Expr } from '../../query/ast.js';
import { principalIs } from '../../query/flag-meanings.js';
import type { Pack } from '../../rules/compliance/index.js';
import type { RawValues, Values } from '../options.js';
import { checkBaselinePlace, readBaseline } from './baseline.js';
import { doubtfulConfigs, findConfig } from './config-file.js';
import { leftOut, packsOf } from './packs.js';
import { type Config, readConfig, type Suppression } from './read-config.js';
import { secretsIn, withoutSecrets } from './secrets.js';
import { givenUp, margin, readState, type Scope, type State, sinceOf } from './state.js';

export interface Settings {
  readonly packs: readonly Pack[];
  readonly config: Config | undefined;
  /** Holds for calls of allowed principals; null if none are named. */
  readonly principals: Expr | null;
  /** Those that have not expired. */
  readonly suppressions: readonly Suppression[];
  readonly failOn: Level;
  /** Milliseconds; null if not asked for. */
  readonly requireCoverage: number | null;
  readonly baseline: ReadonlySet<string>;
  /** Null without `--since last`. */
  readonly last: Last | null;
  /** What is odd: said even with `--quiet`. */
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

export interface Last {
  readonly path: string;
  readonly scope: Scope;
  /** Undefined on the first run. */
  readonly state: State | undefined;
  /** Epoch milliseconds; undefined where everything has to be judged. */
  readonly since: number | undefined;
}

const usualState = '.trailscan-state.json';

/**
 * `values` without `--since`, if that was `last`; `evidence`: the paths that are to be read.
 * @throws UsageError, before any of it is.
 */
export async function settingsOf(
  values: Values,
  raw: RawValues,
  evidence: readonly string[],
  now: number,
): Promise<Settings> {
  const text = findConfig(values.config);
  const config = text && readConfig(text);
  const packs = await packsOf(values.pack, config).catch((error: unknown) => {
    throw text && error instanceof UsageError ? withoutSecrets(error, text.text) : error;
  });
  const requireCoverage = values.requireCoverage ?? config?.requireCoverage ?? null;
  checkTogether(values, raw, requireCoverage, now);
  const suppressions = config?.suppressions ?? [];
  const expired = suppressions.filter(({ until }) => until <= now);
  const isRun = ({ control: { text } }: Suppression): boolean =>
    packs.some(({ name }) => text.startsWith(`${name}/`));
  const last = raw.since === 'last' ? lastOf(values, packs, now) : null;
  const { baseline } = values;
  return {
    packs,
    config,
    principals: config?.principals.length ? anyOf(config.principals.map(principalIs)) : null,
    suppressions: suppressions.filter((each) => !expired.includes(each)),
    failOn: values.failOn ?? config?.failOn ?? 'informational',
    requireCoverage,
    baseline: baseline === undefined || values.writeBaseline === true ? new Set() : readBaseline(baseline),
    last,
    warnings: [
      ...(text ? secretsIn(text.file, text.text) : []),
      ...(values.config === undefined ? doubtfulConfigs(evidence) : []),
      ...expired
        .filter(isRun)
        .map(
          ({ control, expires, line }) =>
            `${config?.file}:${line}: the suppression of ${control.text} expired on ${expires}: its findings count again`,
        ),
      ...(last?.state ? givenUp(last.state) : []).map(
        (account) =>
          `account ${account} has had no events for more than a week before the others: it is not waited for`,
      ),
    ],
    notes: [
      ...(config ? [`configuration: ${config.file}`] : []),
      ...leftOut(values.pack, config),
      ...(last ? [noteOf(last)] : []),
    ],
  };
}

function checkTogether(values: Values, raw: RawValues, requireCoverage: number | null, now: number): void {
  if (values.writeBaseline === true && values.baseline === undefined)
    throw new UsageError('--write-baseline: where to?', undefined, 'Name the file with --baseline FILE.');
  if (values.writeBaseline === true && values.baseline !== undefined) checkBaselinePlace(values.baseline);
  if (raw.since !== 'last' && values.state !== undefined)
    throw new UsageError(
      '--state is for --since last',
      undefined,
      'Give --since last, or leave --state out.',
    );
  if (raw.since === 'last' && values.until !== undefined)
    throw new UsageError('--since last goes up to now: it takes no --until');
  if (raw.since === 'last' && requireCoverage !== null && requireCoverage > margin)
    throw new UsageError('--since last reads one day again: no more can be asked of --require-coverage');
  const { since } = values;
  if (requireCoverage !== null && since !== undefined && since > (values.until ?? now) - requireCoverage)
    throw new UsageError(
      '--require-coverage asks for more time than --since reads',
      undefined,
      'Give an earlier --since, or leave it out.',
    );
}

function lastOf(values: Values, packs: readonly Pack[], now: number): Last {
  const path = values.state ?? usualState;
  const state = existsSync(path) ? readState(path) : undefined;
  const scope = {
    packs: packs.map(({ name, version }) => `${name} ${version}`).sort(),
    account: [...(values.account ?? [])].sort(),
    region: [...(values.region ?? [])].sort(),
  };
  const isSame = state !== undefined && JSON.stringify(state.scope) === JSON.stringify(scope);
  return { path, scope, state, since: isSame ? sinceOf(state, now) : undefined };
}

function noteOf({ path, state, since }: Last): string {
  if (since !== undefined) return `judged since ${secondText(since)}, by ${path}`;
  return state
    ? `the whole archive is judged: ${path} is of other packs, accounts or regions, or of a time that has not come`
    : `the whole archive is judged: there is no ${path} yet`;
}
