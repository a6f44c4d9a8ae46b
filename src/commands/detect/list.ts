/** `detect --list`: the rules themselves. */

import { levels } from '../../model/detection.js';
import type { Sheet } from '../../model/sheet.js';
import type { SigmaRule } from '../../rules/sigma/index.js';
import { levelTones } from './columns.js';

/** The gravest first. */
export function listSheet(rules: readonly SigmaRule[]): Sheet<SigmaRule> {
  const rows = rules.toSorted(
    (a, b) =>
      levels.indexOf(b.level) - levels.indexOf(a.level) ||
      (a.title < b.title ? -1 : a.title > b.title ? 1 : 0),
  );
  return {
    columns: [
      {
        name: 'level',
        title: 'level',
        cell: ({ level }) => (level === 'informational' ? 'info' : level),
        tone: ({ level }) => levelTones[level],
        fit: 'keep',
        lead: true,
      },
      {
        name: 'title',
        title: 'rule',
        cell: ({ title }) => title,
        fit: 'wrap',
        lead: true,
        tone: () => 'strong',
        minWidth: 24,
      },
      {
        name: 'kind',
        title: 'kind',
        cell: (rule) => (rule.kind === 'correlation' ? rule.type : 'event'),
        fit: 'wrap',
      },
      {
        name: 'tags',
        title: 'tags',
        cell: ({ tags }) => tags.map((tag) => tag.replace(/^attack\./, '')).join(', ') || null,
        fit: 'wrap',
      },
      { name: 'status', title: 'status', cell: ({ status }) => status },
      { name: 'id', title: 'id', cell: ({ id, name }) => id ?? name, fit: 'keep' },
      { name: 'file', title: 'file', cell: ({ file }) => file, fit: 'middle' },
    ],
    rows,
    json: (rule) => ({
      id: rule.id,
      name: rule.name,
      title: rule.title,
      kind: rule.kind === 'correlation' ? rule.type : 'event',
      level: rule.level,
      status: rule.status,
      tags: rule.tags,
      description: rule.description,
      falsePositives: rule.falsePositives,
      references: rule.references,
      file: rule.file,
      line: rule.line,
    }),
    empty: 'There are no rules.',
  };
}
