/** The commander program, built from the registry of commands and the table of options. */
import { Argument, CommanderError, Option, Command as Program } from 'commander';
import {
  type Command,
  type Context,
  commands,
  formatsFor,
  inHelpOrder,
  options,
  type RawValues,
  type Request,
} from '../commands/index.js';
import { refusePath } from '../commands/subject-path.js';
import { UsageError } from '../model/usage-error.js';
import { exitCodes } from './exit-codes.js';

const footer = `
Paths: files, folders, globs, or - for standard input. Without any:
$TRAILSCAN_LOGS, else the current folder.
Exit codes: 0 done; 1 a test failed (--exit-status, --fail-on, check, validate);
2 wrong usage, or the answer could not be written; 3 part of the evidence could
not be read, or a control not judged.`;

/**
 * Parses argv and runs the command; returns the exit code. Mistakes of commander's are told by commander itself. `onTest`
 * is called before a run whose exit code answers a test.
 */
export async function runProgram(
  argv: readonly string[],
  version: string,
  context: Context,
  onTest: () => void,
): Promise<number> {
  let code: number = exitCodes.done;
  const program = new Program('trailscan')
    .description('Who did what, to which resource, from where and when: answers from AWS CloudTrail files.')
    .usage('<command> [subject] [path...]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    // Of a line only the words that tell what it is: with all, none is left for the summary.
    .configureHelp({
      subcommandTerm: (command) =>
        [
          command.name(),
          ...command.registeredArguments.filter(({ required }) => required).map((each) => `<${each.name()}>`),
        ].join(' '),
    })
    .addHelpText('after', footer)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'trailscan: ')),
    });
  for (const command of commands) {
    addCommand(program, command, async (request) => {
      if (isTest(command, request.raw)) onTest();
      const run = await command.load();
      code = await run({ ...request, context });
    });
  }
  addHelp(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  return code;
}

/** As commander's own, which takes a name that it does not know for none. */
function addHelp(program: Program): void {
  program
    .command('help')
    .summary('Show the help of a command')
    .argument('[command]', 'the command')
    .action(async (name: string | undefined) => {
      const asked = name === undefined ? program : program.commands.find((each) => each.name() === name);
      // One that is not known is told as it is told of any other first word.
      if (asked) asked.help();
      else await program.parseAsync([name ?? ''], { from: 'user' });
    });
}

function isTest({ name }: Command, { failOn, exitStatus, report, list }: RawValues): boolean {
  if (failOn !== undefined || exitStatus === true || name === 'validate') return true;
  return name === 'check' && report === undefined && list !== true;
}

function addCommand(
  program: Program,
  command: Command,
  run: (request: Omit<Request, 'context'>) => Promise<void>,
): void {
  const sub = program.command(command.name).summary(command.summary).description(command.description);
  if (command.subject) sub.addArgument(new Argument(`<${command.subject.name}>`, command.subject.help));
  sub.addArgument(new Argument('[path...]', 'files, folders, globs, or - for standard input'));
  for (const name of inHelpOrder(command.options)) {
    const spec: { flags: string; group: string; help: string; many?: true; choices?: readonly string[] } =
      options[name];
    const words = command.words?.[name] ?? spec.help;
    const choices = name === 'format' ? formatsFor(command.prints) : spec.choices;
    const help = choices ? `${words} (${choices.join(', ')})` : words;
    const option = new Option(spec.flags, help).helpGroup(`${spec.group}:`);
    option.attributeName = () => name;
    if (spec.many)
      option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
    sub.addOption(option);
  }
  for (const name of command.refused?.options ?? []) {
    const option = new Option(options[name].flags).hideHelp();
    option.attributeName = () => name;
    sub.addOption(option);
  }
  const examples = command.examples.map(({ line, says }) => `  ${line}\n      ${says}`);
  sub.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
  sub.action(async (...args: unknown[]) => {
    const subject = command.subject ? String(args[0]) : '';
    const paths = args[command.subject ? 1 : 0] as string[];
    const raw = sub.opts() as RawValues;
    if (command.subject) refusePath(subject, `${command.name} <${command.subject.name}>`);
    for (const name of command.refused?.options ?? []) {
      const [flag = ''] = /--[a-z-]+/.exec(options[name].flags) ?? [];
      if (raw[name] !== undefined) {
        throw new UsageError(
          `${flag} does not go with ${command.name}`,
          undefined,
          `Here ${command.refused?.why}`,
        );
      }
    }
    await run({ subject, paths, raw });
  });
}
