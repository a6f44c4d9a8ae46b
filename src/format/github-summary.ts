/**
 * The summary of a job of GitHub Actions ("Workflow commands for GitHub Actions", adding a job summary): the verdicts as for a
 * ticket, and how many annotations GitHub does not show. A step's summary that is larger than 1 MiB is not shown at
 * all, so it ends before.
 */

import type { ControlVerdict } from '../model/verdict.js';
import { mostShown, unshown } from './github.js';
import { verdictMarkdown } from './verdict-markdown.js';

/** Bytes of UTF-8: room is left for what a step writes besides. */
const most = 900_000;

/** Markdown, to be appended to the file that `GITHUB_STEP_SUMMARY` names. */
export function githubSummary(verdicts: readonly ControlVerdict[]): string {
  let text = '';
  let size = 0;
  for (const piece of verdictMarkdown(verdicts)) {
    size += Buffer.byteLength(piece);
    if (size > most) {
      text += '\nMore than GitHub shows in a summary: `--format markdown -o FILE` has the rest.\n';
      break;
    }
    text += piece;
  }
  const hidden = [...unshown(verdicts)].map(([kind, count]) => `${count} of kind ${kind}`);
  if (hidden.length > 0) {
    text += `\nGitHub shows ${mostShown} annotations of a kind; not shown: ${hidden.join(', ')}.\n`;
  }
  return `${text}\n`;
}
