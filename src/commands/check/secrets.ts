/**
 * What looks like a secret in a configuration, which is a file that is shared. Only its place is told, never the text:
 * what a pipeline prints is shared as well, so mistakes that quote the configuration are printed without it.
 */
import { UsageError } from '../../model/usage-error.js';

/**
 * Access key ids (IAM User Guide, "IAM identifiers", unique id prefixes), secret access keys, private keys, and tokens with
 * a prefix of their own: GitHub's ("About authentication to GitHub"; up to 255 characters since June 2021), GitLab's
 * ("Token overview", token prefixes) and Slack's ("Token types").
 */
const shapes: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'an access key id', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  {
    what: 'a secret access key',
    pattern:
      /(?<![A-Za-z0-9/+=:._-])(?=[A-Za-z0-9/+]*[a-z])(?=[A-Za-z0-9/+]*[A-Z])(?=[A-Za-z0-9/+]*\d)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=._-])/g,
  },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/g },
  { what: 'a GitHub token', pattern: /\b(?:gh[oprsu]_[\w.-]{36,}|github_pat_\w{36,})/g },
  {
    what: 'a GitLab token',
    pattern: /\bgl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[\w.-]{20,}/g,
  },
  { what: 'a Slack token', pattern: /\b(?:xoxe\.)?(?:xox[abeprs]|xapp)-[\w-]{10,}/g },
];

/** One sentence for each, with its place as `.trailscan.yml:12:5`. */
export function secretsIn(file: string, text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, i) =>
      shapes.flatMap(({ what, pattern }) =>
        Array.from(
          line.matchAll(pattern),
          ({ index }) =>
            `${file}:${i + 1}:${index + 1}: this looks like ${what}: a configuration is shared and needs none`,
        ),
      ),
    );
}

/** The name of a value, up to the value. */
const name = /(?<![\w.-])([\w.-]+)["']?\s*[:=]\s*(?=[^\s=])/g;
const secretName = /secret|passw(?:or)?d|passphrase|token|credential/i;
/** What tells of a secret without being one, such as `secretId`. */
const harmlessName = /(?:id|name|arn)$/i;
const privateKey = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\s\S]*?(?:-----END|$(?![\s\S]))/g;
/** Shorter texts may well be part of other words. */
const shortest = 6;

/** A mistake in a configuration, with stars for what looks like a secret in it. `config`: its text. */
export function withoutSecrets({ message, at, hint }: UsageError, config: string): UsageError {
  const found = [
    ...shapes.flatMap(({ pattern }) => config.match(pattern) ?? []),
    ...config
      .split('\n')
      .map(namedSecret)
      .flatMap((value) => [value, ...value.split(/[\s"',{}[\]]+/)]),
    ...(config.match(privateKey) ?? []).flatMap((key) => key.split('\n').map((line) => line.trim())),
  ];
  const secrets = found.filter((text) => text.length >= shortest).sort((a, b) => b.length - a.length);
  const hide = (text: string): string =>
    secrets.reduce((hidden, secret) => hidden.replaceAll(secret, starsFor(secret)), text);
  return new UsageError(
    hide(message),
    at && { ...at, text: hide(withoutNamed(at.text)) },
    hint === undefined ? undefined : hide(hint),
  );
}

/** What a name says to be secret, to the end of the line: `aws_secret_access_key: …`; empty if there is none. */
function namedSecret(line: string): string {
  for (const { 0: found, 1: own = '', index } of line.matchAll(name)) {
    if (secretName.test(own) && !harmlessName.test(own)) return line.slice(index + found.length);
  }
  return '';
}

function withoutNamed(line: string): string {
  const secret = namedSecret(line);
  return `${line.slice(0, line.length - secret.length)}${starsFor(secret)}`;
}

/** As long as the text, so that a caret stays where it belongs. */
function starsFor(text: string): string {
  return '*'.repeat(text.length);
}
