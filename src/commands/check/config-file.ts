/** Finds the configuration: the one given, else the nearest `.trailscan.yml` from the current folder upward. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { systemReason } from '../../load/system-reason.js';
import { UsageError } from '../../model/usage-error.js';
import type { RuleText } from '../../rules/sigma/index.js';

const configName = '.trailscan.yml';

/** Undefined if there is none. @throws UsageError if the file cannot be read. */
export function findConfig(given: string | undefined, folder = process.cwd()): RuleText | undefined {
  if (given !== undefined) return { file: given, text: textOfFile('--config', given) };
  const path = foldersUp(folder)
    .map((each) => join(each, configName))
    .find(isFile);
  if (path === undefined) return undefined;
  return { file: relative(folder, path) || path, text: textOfFile('configuration', path) };
}

/** What looks like a configuration and is not taken for one, by its place or its name: one sentence each. */
export function strayConfigs(paths: readonly string[], folder = process.cwd()): readonly string[] {
  const above = new Set(foldersUp(folder));
  const misnamed = [...above].map((each) => join(each, '.trailscan.yaml')).filter(isFile);
  const beside = paths.flatMap((path) => {
    const own = resolve(folder, path);
    return existsSync(own) ? [statSync(own).isDirectory() ? own : dirname(own)] : [];
  });
  const stray = [...new Set(beside)]
    .filter((each) => !above.has(each) && isFile(join(each, configName)))
    .map((each) => {
      const shown = relative(folder, join(each, configName));
      return `${shown} lies beside the evidence and is not used: a configuration is looked for from the current folder upward; --config ${shown} takes it`;
    });
  return [
    ...misnamed.map((path) => `${relative(folder, path) || path} is not used: name it ${configName}`),
    ...stray,
  ];
}

/** The far larger ones are no configurations or packs. */
const largest = 4 * 1024 * 1024;

/** @throws UsageError beginning with `what`, if it cannot be read. */
export function textOfFile(what: string, path: string): string {
  try {
    if (statSync(path).size > largest) throw new UsageError(`${what}: '${path}' is larger than 4 MiB`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new UsageError(`${what}: '${path}': ${reason}`);
  }
}

function foldersUp(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUp(above)];
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
