/**
 * What a user agent says of the program that called. The formats are the programs' own: AWS's (AWS SDKs and Tools
 * Reference Guide, user agent header), or what their sources send. Nothing here is proof: a caller can write anything.
 * The tables are in order, and the first entry that is found decides; every pattern is linear in the text.
 */
import type { Interface } from '../../model/event.js';
import { remembered } from '../../model/remembered.js';

export interface Agent {
  readonly via: Interface;
  /** `name/version`, or the name if no version is told. */
  readonly tool: string | null;
  readonly language: string | null;
  /** In words: `user agent names Terraform`. */
  readonly why: string;
}

interface Known {
  /** The first group, if there is one, is the version. */
  readonly pattern: RegExp;
  /** Null: what the pattern found is the name. */
  readonly name: string | null;
  readonly via: Interface;
}

/** CloudTrail cuts user agents at 1 KB; nothing behind this many characters is looked at. */
const longest = 2_048;

/** The browser console, where the record has no better sign of it. */
const consoles: readonly Known[] = [
  known(/^S3Console\/([\w.+-]{1,40})/, 'S3Console', 'console'),
  known(
    /^(?:[a-z0-9-]{1,40}\.)?(?:console|signin)(?:\.[a-z0-9-]{1,40})?\.(?:amazonaws|aws\.amazon)\.com/,
    null,
    'console',
  ),
  known(/\bconsole(?:\.[a-z0-9-]{1,40})?\.amazonaws\.com/, null, 'console'),
  known(/\bsignin\.amazonaws\.com/, null, 'console'),
  known(/^AWS [\w ]{1,60}Console$/, null, 'console'),
  known(/[\w-]{1,40} ?Console(?=, aws-internal)/, null, 'console'),
  known(/\bEC2ConsoleFrontend\b/, 'EC2ConsoleFrontend', 'console'),
  known(/^Coral\/([\w.+-]{1,40})/, 'Coral', 'console'),
];

/** Later names hide earlier ones: Edge and Opera call themselves Chrome, Chrome calls itself Safari. */
const browsers: readonly Known[] = [
  known(/\bEdg(?:e|A|iOS)?\/([\d.]{1,40})/, 'Edge', 'console'),
  known(/\bOPR\/([\d.]{1,40})/, 'Opera', 'console'),
  known(/\b(?:Firefox|FxiOS)\/([\d.]{1,40})/, 'Firefox', 'console'),
  known(/\b(?:Chrome|CriOS)\/([\d.]{1,40})/, 'Chrome', 'console'),
  known(/\bVersion\/([\d.]{1,40}) (?:Mobile\/\w{1,20} )?Safari\//, 'Safari', 'console'),
];

/** Programs that say their own name, whatever SDK is inside. */
const programs: readonly Known[] = [
  known(/\bOpenTofu\/([\w.+-]{1,40})/, 'OpenTofu', 'iac'),
  known(/\bPulumi(?:AWS|Aws)\w{0,20}\/([\w.+-]{1,40})/, 'Pulumi', 'iac'),
  known(/\bPulumi\/([\w.+-]{1,40})/, 'Pulumi', 'iac'),
  known(/\bTerraform\/([\w.+-]{1,40})/, 'Terraform', 'iac'),
  known(/\bHashiCorp[ -]Terraform\b/, 'Terraform', 'iac'),
  known(/\baws-cdk\/([\w.+-]{1,40})/, 'CDK', 'iac'),
  known(/\baws-sam-cli\/([\w.+-]{1,40})/, 'SAM', 'iac'),
  known(/\bAnsible\/([\w.+-]{1,40})/, 'Ansible', 'iac'),
  known(/\bPacker\/([\w.+-]{1,40})/, 'Packer', 'iac'),
  known(/\beksctl\/([\w.+-]{1,40})/, 'eksctl', 'iac'),
  known(/\bcrossplane-provider-aws\/([\w.+-]{1,40})/, 'Crossplane', 'iac'),
  known(/^aws-cli\/([\w.+-]{1,40})/, 'aws-cli', 'cli'),
  known(/\bAWSPowerShell(?:\.\w{1,20})?\/([\w.+-]{1,40})/, 'AWSPowerShell', 'cli'),
  known(/\bamazon-ssm-agent\/([\w.+-]{0,40})/, 'amazon-ssm-agent', 'sdk'),
  known(/\bVault\/([\w.+-]{1,40})/, 'Vault', 'sdk'),
  known(/\bS3 Browser[ /]([\w.+-]{1,40})/, 'S3 Browser', 'sdk'),
  known(/\bCyberduck\/([\w.+-]{1,40})/, 'Cyberduck', 'sdk'),
  known(/\bWinSCP\/([\w.+-]{1,40})/, 'WinSCP', 'sdk'),
  known(/\brclone\/([\w.+-]{1,40})/, 'rclone', 'sdk'),
  known(/\bAWS-Toolkit-For-(?:VSCode|JetBrains)\/([\w.+-]{1,40})/i, 'AWS Toolkit', 'sdk'),
  known(/\bTruffleHog\b/i, 'TruffleHog', 'sdk'),
];

const sdks: readonly Known[] = [
  known(/\bBoto3\/([\w.+-]{1,40})/, 'Boto3', 'sdk'),
  known(/\baws-sdk-[a-zA-Z0-9-]{1,40}\/[\w.+-]{1,40}/, null, 'sdk'),
  known(/\bBotocore[/#]([\w.+-]{1,40})/, 'Botocore', 'sdk'),
  known(/\bBoto\/([\w.+-]{1,40})/, 'Boto', 'sdk'),
  known(/\baws-internal\/([\w.+-]{1,40})/, 'aws-internal', 'sdk'),
];

const strangers: readonly Known[] = [
  known(/^stratus-red-team/, 'stratus-red-team', 'unknown'),
  known(/^[A-Za-z][\w.-]{0,60}\/[\w.+-]{1,40}/, null, 'unknown'),
];

const languages: readonly (readonly [RegExp, string])[] = [
  [/^(?:Boto|aws-cli)/, 'python'],
  [/^aws-sdk-go/, 'go'],
  [/^aws-sdk-(?:java|android)/, 'java'],
  [/^aws-sdk-(?:js|nodejs|react)/, 'javascript'],
  [/^aws-sdk-ruby/, 'ruby'],
  [/^aws-sdk-php/, 'php'],
  [/^(?:aws-sdk-dotnet|aws-sdk-unity|AWSPowerShell)/, 'dotnet'],
  [/^aws-sdk-cpp/, 'c++'],
  [/^aws-sdk-(?:swift|ios)/i, 'swift'],
  [/^aws-sdk-([a-z]{2,12})\b/, ''],
];

/** Reads a user agent. `isBrowserCall` says whether a browser's agent means the console, as in a call to the API. */
export function readAgent(userAgent: string, isBrowserCall: boolean): Agent {
  return (isBrowserCall ? ofBrowserCall : ofOtherCall)(userAgent);
}

const ofBrowserCall = remembered((userAgent) => agentOf(userAgent, true));
const ofOtherCall = remembered((userAgent) => agentOf(userAgent, false));

function agentOf(userAgent: string, isBrowserCall: boolean): Agent {
  const text = inner(userAgent);
  const browser =
    isBrowserCall && text.startsWith('Mozilla/') ? (first(browsers, text) ?? aBrowser) : undefined;
  const agent = first(consoles, text) ?? browser ?? first(programs, text) ?? first(sdks, text);
  const { via, tool } = agent ?? first(strangers, text) ?? { via: 'unknown', tool: null };
  return { via, tool, language: via === 'console' ? null : languageOf(text), why: whyOf(via, tool) };
}

/** Whether the program ran in CloudShell, by what it says of where it runs. */
export function isCloudShell(userAgent: string): boolean {
  return /\bexec-env\/CloudShell\b/i.test(userAgent.slice(0, longest));
}

const aBrowser = { via: 'console', tool: null } as const;

function first(table: readonly Known[], text: string): Pick<Agent, 'via' | 'tool'> | undefined {
  for (const { pattern, name, via } of table) {
    const match = pattern.exec(text);
    if (!match) continue;
    const version = match[1];
    return { via, tool: name === null ? match[0] : version ? `${name}/${version}` : name };
  }
  return undefined;
}

function languageOf(text: string): string | null {
  const told = /\blang\/([a-zA-Z]{1,20})[/#]/.exec(text)?.[1];
  if (told !== undefined) return told.toLowerCase() === 'js' ? 'javascript' : told.toLowerCase();
  const sdk = first(sdks, text)?.tool ?? first(programs, text)?.tool ?? '';
  for (const [pattern, language] of languages) {
    const match = pattern.exec(sdk);
    if (match) return language || (match[1] ?? null);
  }
  return null;
}

function whyOf(via: Interface, tool: string | null): string {
  if (tool !== null) return `user agent names ${tool.replace(/\/.*$/s, '')}`;
  return via === 'console' ? 'user agent of a browser' : 'user agent names no known program';
}

/** S3 puts brackets around the agent. */
function inner(userAgent: string): string {
  const text = userAgent.slice(0, longest);
  return text.startsWith('[') ? text.slice(1, text.endsWith(']') ? -1 : undefined) : text;
}

function known(pattern: RegExp, name: string | null, via: Interface): Known {
  return { pattern, name, via };
}
