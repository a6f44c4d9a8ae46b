/**
 * `trailscan who-deleted` and its kin: the events that did so to a resource. The byte search finds the records that
 * mention it; which of them act on it, and how directly, is decided by `analysis/target` (`who-answer.ts`).
 */
import type { Question } from '../analysis/target/answer.js';
import { noAnswerTo } from '../analysis/target/frequent.js';
import { parseSubject } from '../analysis/target/subject.js';
import { allOf } from '../query/ast.js';
import { openArchive } from './archive.js';
import { boundsOf, filterOf } from './filters.js';
import { mentionsOf } from './mentions.js';
import { valuesOf } from './options.js';
import { checkColumns, checkOutput } from './output.js';
import { placesOf } from './places-given.js';
import type { Run } from './spec.js';

/** The command that answers one question about a resource. */
export function who(question: Question): Run {
  return async ({ subject: text, paths, raw, context }) => {
    const subject = parseSubject(text);
    const values = valuesOf(raw, context.now);
    const filter = await filterOf(values);
    await checkColumns(values);
    checkOutput(values);
    const places = await placesOf(values, context);
    const archive = await openArchive(paths, values, context);
    try {
      const query = {
        where: allOf([{ kind: 'not', term: noAnswerTo(question) }, mentionsOf([subject]), filter]),
        limit: null,
        keepDuplicates: values.keepDuplicates === true,
      };
      const asked = archive.ask(query, boundsOf(values));
      const [{ answerWho }, matches] = await Promise.all([import('./who-answer.js'), asked]);
      return await answerWho({ subject, question, filter, values, places, paths }, matches, archive, context);
    } finally {
      archive.close();
    }
  };
}
