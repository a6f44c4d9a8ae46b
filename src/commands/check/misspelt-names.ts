/** Warnings of controls that ask for an event name or an event source that looks misspelt: it would pass for ever. */
import { existsSync, readFileSync } from 'node:fs';
import { packageFile } from '../../load/package-root.js';
import type { Pack } from '../../rules/compliance/index.js';

/** One for each name of each control. Packs that come with trailscan are not looked at. */
export async function misspeltNames(packs: readonly Pack[]): Promise<readonly string[]> {
  // Those of the program are shown under names that are no paths.
  const own = packs.filter(({ file }) => existsSync(file));
  if (own.length === 0) return [];
  const { misspeltIn, parseEventNames } = await import('../../rules/audit/index.js');
  const names = readFileSync(packageFile('src/rules/audit/event-names.txt'), 'utf8');
  const misspelt = misspeltIn(parseEventNames(names));
  const warnings = own.flatMap(({ controls }) =>
    controls.flatMap((control) =>
      control.conditions.flatMap((condition) =>
        misspelt(
          condition.kind === 'state'
            ? { kind: 'all', terms: [condition.where, condition.good] }
            : condition.where,
        ).map(
          ({ kind, name, meant }) =>
            `${control.file}:${control.line}: control '${control.id}' asks for the ${kind} '${name}', which looks misspelt: did you mean ${meant}?`,
        ),
      ),
    ),
  );
  return [...new Set(warnings)];
}
