/** The packs of a run: those that come with the program, by name, and those of the user, by file. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../load/package-root.js';
import type { Level } from '../../model/detection.js';
import { UsageError } from '../../model/usage-error.js';
import { nearest } from '../../query/suggest.js';
import { type Control, nameOf, type Pack } from '../../rules/compliance/index.js';
import { ruleFault } from '../../rules/sigma/text.js';
import { packIn } from '../shipped-yaml.js';
import { textOfFile } from './config-file.js';
import type { Config, Named } from './read-config.js';

/** Makes sense only with what the configuration allows. */
const needsConfig = 'change-control';

/**
 * Those asked for, else those of the configuration, else all that come with the program and have something to go by.
 * @throws UsageError for a pack that there is none of, that is broken, or two of one name.
 */
export async function packsOf(
  given: readonly string[] | undefined,
  config: Config | undefined,
): Promise<readonly Pack[]> {
  const packs = withSeverities(await chosen(given, config), config, given !== undefined);
  for (const [i, { name, file }] of packs.entries()) {
    const twin = packs.findIndex((other) => other.name === name);
    if (twin < i)
      throw new UsageError(
        `two packs are named '${name}': ${packs[twin]?.file ?? ''} and ${file}`,
        undefined,
        'Rename one of them, or leave it out.',
      );
  }
  return packs;
}

async function chosen(
  given: readonly string[] | undefined,
  config: Config | undefined,
): Promise<readonly Pack[]> {
  if (given)
    return inTurn(given, (text) =>
      packNamed(text, text, (message, hint) => new UsageError(`--pack: ${message}`, undefined, hint)),
    );
  if (config?.packs) {
    if (config.packs.length === 0)
      throw new UsageError(
        `${config.file}: the configuration names no pack: nothing would be judged`,
        undefined,
        "Name one under 'packs', or leave the key out for those that come with trailscan.",
      );
    return inTurn(config.packs, ({ text, place }) => {
      const path = isAbsolute(text) ? text : join(dirname(config.file), text);
      return packNamed(text, path, (message, hint) => ruleFault(place, message, hint));
    });
  }
  const usual = [...shipped()].filter(([name]) => name !== needsConfig || allows(config));
  return inTurn(usual, ([name, path]) => packIn(shownShipped(name), textOfFile('--pack', path)));
}

function allows(config: Config | undefined): boolean {
  return config !== undefined && (config.principals.length > 0 || config.windows.length > 0);
}

/** What is to be said of packs that are left out though nobody asked for that. */
export function leftOut(given: readonly string[] | undefined, config: Config | undefined): readonly string[] {
  if (given || config?.packs || allows(config)) return [];
  return [`${needsConfig} is left out: no configuration names principals or windows to hold changes against`];
}

/** One after the other, so that of several mistakes the first is told. */
async function inTurn<T>(items: readonly T[], packOf: (item: T) => Promise<Pack>): Promise<readonly Pack[]> {
  const packs: Pack[] = [];
  for (const item of items) packs.push(await packOf(item));
  return packs;
}

async function packNamed(
  text: string,
  path: string,
  fault: (message: string, hint?: string) => UsageError,
): Promise<Pack> {
  const own = shipped();
  const known = own.get(text);
  if (known !== undefined) return packIn(shownShipped(text), textOfFile('--pack', known));
  if (existsSync(path) && statSync(path).isFile()) return packIn(path, textOfFile('--pack', path));
  const near = nearest(text, [...own.keys()]);
  throw fault(
    `there is no pack '${text}', nor such a file`,
    near ? `Did you mean ${near}?` : `Packs that come with trailscan: ${[...own.keys()].join(', ')}.`,
  );
}

/** Paths by name, in the order of the names. */
function shipped(): ReadonlyMap<string, string> {
  const folder = fileURLToPath(packageFile('src/rules/packs'));
  const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));
  return new Map(files.sort().map((name) => [name.slice(0, -'.yml'.length), join(folder, name)]));
}

/** Wherever the program is installed. */
function shownShipped(name: string): string {
  return `packs/${name}.yml`;
}

/** A name that no control has is a mistake; with `--pack`, it may be of a pack that is not asked for. */
function withSeverities(
  packs: readonly Pack[],
  config: Config | undefined,
  partly: boolean,
): readonly Pack[] {
  if (!config) return packs;
  const names = packs.flatMap(({ controls }) => controls.map(nameOf));
  const check = ({ text, place }: Named): void => {
    const pack = text.slice(0, text.indexOf('/'));
    const isLoaded = packs.some(({ name }) => name === pack);
    if (names.includes(text) || (isLoaded && text === `${pack}/*`) || (partly && !isLoaded)) return;
    const near = nearest(text, names);
    throw ruleFault(
      place,
      `no pack of this run has a control '${text}'`,
      near ? `Did you mean ${near}?` : '`trailscan check --list` shows the controls.',
    );
  };
  for (const { control } of config.suppressions) check(control);
  const severities = new Map<string, Level>();
  for (const { control, severity } of config.severities) {
    check(control);
    severities.set(control.text, severity);
  }
  const changed = (control: Control): Control => ({
    ...control,
    severity: severities.get(nameOf(control)) ?? severities.get(`${control.pack}/*`) ?? control.severity,
  });
  return packs.map((pack) => ({ ...pack, controls: pack.controls.map(changed) }));
}
