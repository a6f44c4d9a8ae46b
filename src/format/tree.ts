/** A tree for reading: titles with their lines beneath, children under a guide line. Escaped and fitted like a table. */
import type { Tone } from '../model/sheet.js';
import { forTerminal } from './escape.js';
import type { FormatContext } from './formatter.js';
import { painter } from './paint.js';
import { wrap } from './width.js';

export interface TreeNode {
  readonly title: string;
  readonly tone?: Tone;
  /** What is said of it, each on a line of its own; empty ones are left out. */
  readonly lines: readonly { readonly text: string; readonly tone?: Tone }[];
  readonly children: readonly TreeNode[];
}

const mostLines = 6;
const leastWidth = 24;

export function* tree(roots: readonly TreeNode[], context: FormatContext): Generator<string> {
  const paint = painter(context.colour);
  const fitted = (text: string, used: number): string[] => {
    const safe = forTerminal(text);
    return context.width > 0 ? wrap(safe, Math.max(leastWidth, context.width - used), mostLines) : [safe];
  };
  // Depth is bounded by what records hold, but records can be forged: no recursion.
  const pending: { node: TreeNode; lead: string; rest: string; root: boolean }[] = roots
    .map((node) => ({ node, lead: '', rest: '', root: true }))
    .reverse();
  let first = true;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, lead, rest, root } = next;
    if (root && !first) yield '\n';
    first = false;
    for (const [i, line] of fitted(node.title, lead.length).entries()) {
      yield `${paint.muted(i === 0 ? lead : rest)}${paint[node.tone ?? 'strong'](line)}\n`;
    }
    const guide = `${rest}${node.children.length > 0 ? '│ ' : '  '}`;
    for (const { text, tone } of node.lines) {
      if (text === '') continue;
      for (const [i, line] of fitted(text, guide.length + 2).entries()) {
        yield `${paint.muted(guide)}${i === 0 ? '' : '  '}${paint[tone ?? 'plain'](line)}\n`;
      }
    }
    const children = node.children.map((child, i) => {
      const last = i === node.children.length - 1;
      return {
        node: child,
        lead: `${rest}${last ? '└─ ' : '├─ '}`,
        rest: `${rest}${last ? '   ' : '│  '}`,
        root: false,
      };
    });
    pending.push(...children.reverse());
  }
}
