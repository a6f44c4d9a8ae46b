import { describe, expect, it } from 'vitest';
import { originOf } from '../../../src/analysis/origin/index.js';
import type { Interface } from '../../../src/model/event.js';
import type { JsonObject } from '../../../src/model/json.js';

const user: JsonObject = { type: 'IAMUser', userName: 'alice' };
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const terraform =
  'APN/1.0 HashiCorp/1.0 Terraform/1.5.2 (+https://www.terraform.io) terraform-provider-aws/5.7.0 (+https://registry.terraform.io/providers/hashicorp/aws)';

describe('by user agent alone', () => {
  it.each<[string, Interface, string | null, string | null]>([
    [
      'aws-cli/2.15.0 Python/3.11.6 Linux/5.10 exe/x86_64.amzn.2 prompt/off command/sts.get-caller-identity',
      'cli',
      'aws-cli/2.15.0',
      'python',
    ],
    ['aws-cli/1.18.147 Python/2.7.18 Linux/4.14 botocore/1.18.6', 'cli', 'aws-cli/1.18.147', 'python'],
    [
      '[aws-cli/2.2.16 Python/3.8.8 Darwin/20.5.0 exe/x86_64 prompt/off command/s3.sync]',
      'cli',
      'aws-cli/2.2.16',
      'python',
    ],
    [
      'aws-cli/2.22.4 md/awscrt#0.22.0 ua/2.0 os/macos#23 md/arch#arm64 lang/python#3.12.6 md/pyimpl#CPython m/b,E cfg/retry-mode#standard md/command#ssm.start-session',
      'cli',
      'aws-cli/2.22.4',
      'python',
    ],
    [
      'AWSPowerShell/4.1.12.0 .NET_Runtime/4.0 OS/Windows PowerShellCmdlet/1.0',
      'cli',
      'AWSPowerShell/4.1.12.0',
      'dotnet',
    ],
    ['AWSPowerShell.Common/4.1.300 .NET_Core/6.0 OS/Linux', 'cli', 'AWSPowerShell/4.1.300', 'dotnet'],
    ['Boto3/1.17.0 Python/3.8.5 Linux/5.4 Botocore/1.20.0', 'sdk', 'Boto3/1.17.0', 'python'],
    ['[Boto3/1.26.165 Python/3.10.6 Linux/5.19.0 Botocore/1.29.165]', 'sdk', 'Boto3/1.26.165', 'python'],
    [
      'Boto3/1.34.1 md/Botocore#1.34.1 ua/2.0 os/linux#5.10 md/arch#x86_64 lang/python#3.11.4 exec-env/AWS_Lambda_python3.11',
      'sdk',
      'Boto3/1.34.1',
      'python',
    ],
    ['Botocore/1.20.0 Python/3.8.5', 'sdk', 'Botocore/1.20.0', 'python'],
    ['Boto/2.49.0 Python/2.7.17 Linux/4.15', 'sdk', 'Boto/2.49.0', 'python'],
    ['aws-sdk-go/1.44.157 (go1.19.3; linux; amd64)', 'sdk', 'aws-sdk-go/1.44.157', 'go'],
    [
      'aws-sdk-go-v2/1.16.7 os/linux lang/go/1.18.1 md/GOOS/linux md/GOARCH/amd64 api/s3/1.27.1',
      'sdk',
      'aws-sdk-go-v2/1.16.7',
      'go',
    ],
    [
      'aws-sdk-go-v2/1.30.1 ua/2.0 os/linux lang/go#1.22.4 md/GOOS#linux api/ec2#1.160.0',
      'sdk',
      'aws-sdk-go-v2/1.30.1',
      'go',
    ],
    [
      'aws-sdk-java/1.12.433 Linux/5.4 OpenJDK_64-Bit_Server_VM/25.362 java/1.8.0_362',
      'sdk',
      'aws-sdk-java/1.12.433',
      'java',
    ],
    [
      'aws-sdk-java/2.20.160 Linux/5.10 OpenJDK_64-Bit_Server_VM/11.0.23 Java/11.0.23 io/sync http/Apache',
      'sdk',
      'aws-sdk-java/2.20.160',
      'java',
    ],
    ['aws-internal/3 aws-sdk-java/1.11.997 Linux/5.4 java/1.8.0_282', 'sdk', 'aws-sdk-java/1.11.997', 'java'],
    ['aws-internal/3 cfg/retry-mode/legacy', 'sdk', 'aws-internal/3', null],
    [
      'aws-sdk-nodejs/2.1412.0 linux/v18.16.0 exec-env/AWS_Lambda_nodejs18.x promise',
      'sdk',
      'aws-sdk-nodejs/2.1412.0',
      'javascript',
    ],
    [
      'aws-sdk-js/3.370.0 os/linux lang/js md/nodejs/18.16.0 api/s3/3.370.0',
      'sdk',
      'aws-sdk-js/3.370.0',
      'javascript',
    ],
    [
      'aws-sdk-js/3.600.0 ua/2.0 os/darwin#23 lang/js md/nodejs#20.11 api/sts#3.600.0',
      'sdk',
      'aws-sdk-js/3.600.0',
      'javascript',
    ],
    ['aws-sdk-js/3.600.0 ua/2.1 lang/js#1 md/nodejs#20.11', 'sdk', 'aws-sdk-js/3.600.0', 'javascript'],
    [
      'aws-sdk-ruby3/3.131.2 ruby/2.7.0 x86_64-linux aws-sdk-ec2/1.317.0',
      'sdk',
      'aws-sdk-ruby3/3.131.2',
      'ruby',
    ],
    ['aws-sdk-ruby2/2.11.632 ruby/2.5.8 x86_64-linux', 'sdk', 'aws-sdk-ruby2/2.11.632', 'ruby'],
    ['aws-sdk-php/3.222.0 GuzzleHttp/6.5.5 curl/7.79 PHP/7.4', 'sdk', 'aws-sdk-php/3.222.0', 'php'],
    ['aws-sdk-php2/2.8.31 Guzzle/3.9.3 curl/7.61 PHP/5.6', 'sdk', 'aws-sdk-php2/2.8.31', 'php'],
    [
      'aws-sdk-dotnet-45/3.3.110.30 aws-sdk-dotnet-core/3.3.104.32 .NET_Runtime/4.0',
      'sdk',
      'aws-sdk-dotnet-45/3.3.110.30',
      'dotnet',
    ],
    [
      'aws-sdk-dotnet-coreclr/3.7.101 .NET_Core/6.0.1 OS/Linux ClientAsync',
      'sdk',
      'aws-sdk-dotnet-coreclr/3.7.101',
      'dotnet',
    ],
    ['aws-sdk-cpp/1.9.100 Linux/5.4 x86_64 GCC/9.3', 'sdk', 'aws-sdk-cpp/1.9.100', 'c++'],
    ['aws-sdk-rust/0.55.3 os/linux lang/rust/1.69.0 api/s3/0.28', 'sdk', 'aws-sdk-rust/0.55.3', 'rust'],
    ['aws-sdk-swift/0.20.0 ua/2.0 api/s3 os/macos lang/swift#5.8', 'sdk', 'aws-sdk-swift/0.20.0', 'swift'],
    ['aws-sdk-iOS/2.27.0 iOS/15.2 en_US', 'sdk', 'aws-sdk-iOS/2.27.0', 'swift'],
    ['aws-sdk-kotlin/0.21.0 ua/2.0 os/linux', 'sdk', 'aws-sdk-kotlin/0.21.0', 'kotlin'],
    ['aws-sdk-android/2.22.6 Linux/4.4 Dalvik/2.1.0', 'sdk', 'aws-sdk-android/2.22.6', 'java'],
    ['aws-sdk-go/1.41.4 (go1.18.3; linux; amd64) amazon-ssm-agent/', 'sdk', 'amazon-ssm-agent', 'go'],
    [
      'aws-sdk-go/1.41.4 (go1.18.3; linux; amd64) amazon-ssm-agent/3.1.1732.0',
      'sdk',
      'amazon-ssm-agent/3.1.1732.0',
      'go',
    ],
    [`${terraform} aws-sdk-go/1.44.300 (go1.20.5; linux; amd64)`, 'iac', 'Terraform/1.5.2', 'go'],
    [`[${terraform} aws-sdk-go-v2/1.24.1 os/linux lang/go#1.20.12]`, 'iac', 'Terraform/1.5.2', 'go'],
    [
      'aws-sdk-go/1.29.24 (go1.13.7; linux; amd64) APN/1.0 HashiCorp/1.0 Terraform/0.12.24 (+https://www.terraform.io)',
      'iac',
      'Terraform/0.12.24',
      'go',
    ],
    ['HashiCorp-terraform-exec', 'unknown', null, null],
    ['HashiCorp Terraform', 'iac', 'Terraform', null],
    ['APN/1.0 HashiCorp/1.0 OpenTofu/1.6.2 aws-sdk-go-v2/1.24.1', 'iac', 'OpenTofu/1.6.2', 'go'],
    ['APN/1.0 Pulumi/1.0 PulumiAWS/6.13.3 aws-sdk-go-v2/1.24.0', 'iac', 'Pulumi/6.13.3', 'go'],
    ['APN/1.0 Pulumi/1.0 PulumiAwsNative/1.12', 'iac', 'Pulumi/1.12', null],
    ['APN/1.0 Ansible/2.15.0 amazon.aws/7.0.0 Boto3/1.28.0', 'iac', 'Ansible/2.15.0', 'python'],
    ['aws-sdk-nodejs/2.1200.0 linux/v16.15.0 aws-cdk/2.30.0', 'iac', 'CDK/2.30.0', 'javascript'],
    ['aws-sdk-js/3.600.0 ua/2.0 lang/js md/nodejs#20 aws-cdk/2.1000.2', 'iac', 'CDK/2.1000.2', 'javascript'],
    ['Boto3/1.26.0 Python/3.9 aws-sam-cli/1.90.0/0f3c', 'iac', 'SAM/1.90.0', 'python'],
    ['APN/1.0 HashiCorp/1.0 Packer/1.8.3 aws-sdk-go/1.44.95', 'iac', 'Packer/1.8.3', 'go'],
    ['aws-sdk-go-v2/1.18.0 os/linux eksctl/0.143.0', 'iac', 'eksctl/0.143.0', 'go'],
    ['cloudformation.amazonaws.com', 'iac', 'CloudFormation', null],
    ['APN/1.0 HashiCorp/1.0 Vault/1.12.1 aws-sdk-go/1.44', 'sdk', 'Vault/1.12.1', 'go'],
    ['[S3 Browser 9.5.5 https://s3browser.com]', 'sdk', 'S3 Browser/9.5.5', null],
    ['S3 Browser/11.6.7 (https://s3browser.com)', 'sdk', 'S3 Browser/11.6.7', null],
    ['Cyberduck/8.5.9.39636 (Mac OS X/13.2)', 'sdk', 'Cyberduck/8.5.9.39636', null],
    ['rclone/v1.62.2', 'sdk', 'rclone/v1.62.2', null],
    ['TruffleHog', 'sdk', 'TruffleHog', null],
    [chrome, 'console', 'Chrome/126.0.0.0', null],
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0',
      'console',
      'Firefox/102.0',
      null,
    ],
    [`${chrome} Edg/126.0.2592.68`, 'console', 'Edge/126.0.2592.68', null],
    [
      'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
      'console',
      'Safari/17.4',
      null,
    ],
    ['Mozilla/4.0', 'console', null, null],
    ['console.amazonaws.com', 'console', 'console.amazonaws.com', null],
    ['console.ec2.amazonaws.com', 'console', 'console.ec2.amazonaws.com', null],
    ['signin.amazonaws.com', 'console', 'signin.amazonaws.com', null],
    ['[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.488 Linux/5.10]', 'console', 'S3Console/0.4', null],
    ['RDS Console, aws-internal/3 aws-sdk-java/1.11.975', 'console', 'RDS Console', null],
    ['EC2ConsoleFrontend, aws-internal/3 aws-sdk-java/1.11.1030', 'console', 'EC2ConsoleFrontend', null],
    ['AWS CloudWatch Console', 'console', 'AWS CloudWatch Console', null],
    ['Coral/Jakarta', 'console', 'Coral/Jakarta', null],
    ['AWS Internal', 'service', null, null],
    ['lambda.amazonaws.com', 'service', null, null],
    ['stratus-red-team_0f3c1d2e-0a1b-4c2d-8e3f-0123456789ab', 'unknown', 'stratus-red-team', null],
    ['Apache-HttpClient/UNAVAILABLE (Java/1.8.0_252)', 'unknown', 'Apache-HttpClient/UNAVAILABLE', null],
    ['python-requests/2.28.1', 'unknown', 'python-requests/2.28.1', null],
    ['Go-http-client/1.1', 'unknown', 'Go-http-client/1.1', null],
    ['a program of mine', 'unknown', null, null],
    ['', 'unknown', null, null],
    ['[]', 'unknown', null, null],
    ['\u0000\u001b[31m\u202e', 'unknown', null, null],
  ])('%s', (userAgent, via, tool, language) => {
    const record = { eventType: 'AwsApiCall', sourceIPAddress: '192.0.2.7', userAgent, userIdentity: user };
    expect(originOf(record)).toMatchObject({ via, tool, language });
  });
});

describe('by what AWS records', () => {
  const cli = 'aws-cli/2.15.0 Python/3.11.6';
  it.each<[string, JsonObject, Interface, string]>([
    ['a sign-in', { eventType: 'AwsConsoleSignIn', userAgent: cli }, 'console', 'console sign-in event'],
    ['a sign-in, spelt as of old', { eventType: 'AwsConsoleSignin' }, 'console', 'console sign-in event'],
    ['a console action', { eventType: 'AwsConsoleAction', userAgent: chrome }, 'console', 'console action'],
    [
      'an event of a service',
      { eventType: 'AwsServiceEvent', userIdentity: { invokedBy: 'x.amazonaws.com' } },
      'service',
      'event of a service',
    ],
    [
      'a portal call',
      { eventType: 'AwsServiceEvent', userIdentity: { type: 'IdentityCenterUser' }, userAgent: cli },
      'cli',
      'user agent names aws-cli',
    ],
    [
      'a service',
      { userIdentity: { type: 'AWSService' }, userAgent: cli },
      'service',
      'a service called for itself',
    ],
    ['no type', { userIdentity: { invokedBy: 'x.amazonaws.com' } }, 'service', 'a service called for itself'],
    [
      'CloudShell',
      { userAgent: `${cli} exec-env/CloudShell`, sessionCredentialFromConsole: 'true' },
      'cli',
      'user agent names aws-cli, in CloudShell',
    ],
    [
      'the browser console',
      { userAgent: 'AWS Internal', sessionCredentialFromConsole: 'true' },
      'console',
      'console credentials',
    ],
    [
      'the browser itself',
      { userAgent: chrome, sessionCredentialFromConsole: 'true', tlsDetails: {} },
      'console',
      'console credentials',
    ],
    [
      'console credentials in another program',
      { userAgent: cli, sessionCredentialFromConsole: 'true', tlsDetails: {} },
      'cli',
      'user agent names aws-cli; console credentials used outside the browser',
    ],
    [
      'console credentials in a program unknown',
      { userAgent: 'mine', sessionCredentialFromConsole: 'true', tlsDetails: {} },
      'unknown',
      'user agent names no known program; console credentials used outside the browser',
    ],
    [
      'a service for the user',
      { userIdentity: { ...user, invokedBy: 'athena.amazonaws.com' }, userAgent: 'athena.amazonaws.com' },
      'service',
      'invokedBy names athena.amazonaws.com',
    ],
    [
      'a role switch',
      {
        eventName: 'AssumeRole',
        userIdentity: { ...user, invokedBy: 'AWS Internal' },
        userAgent: 'AWS Internal',
      },
      'console',
      'role switch in the console',
    ],
    [
      'CloudFormation for the user',
      { userIdentity: { ...user, invokedBy: 'cloudformation.amazonaws.com' } },
      'iac',
      'called by CloudFormation',
    ],
    [
      'from inside AWS',
      { sourceIPAddress: 'AWS Internal', userAgent: 'mine' },
      'service',
      'called from inside AWS',
    ],
    ['from a service', { sourceIPAddress: 'ec2.amazonaws.com' }, 'service', 'called from inside AWS'],
    ['nothing', {}, 'unknown', 'no user agent recorded'],
    [
      'network activity',
      { eventType: 'AwsVpceEvents', vpcEndpointId: 'vpce-1' },
      'unknown',
      'no user agent recorded',
    ],
    [
      'fields of wrong types',
      { userAgent: 5, eventType: [], sessionCredentialFromConsole: {}, userIdentity: null },
      'unknown',
      'no user agent recorded',
    ],
  ])('%s', (_, record, via, why) => {
    expect(
      originOf({ eventType: 'AwsApiCall', sourceIPAddress: '192.0.2.7', userIdentity: user, ...record }),
    ).toMatchObject({ via, why });
  });

  it('keeps the user agent as recorded', () => {
    const userAgent = '\u001b[2J\u202eaws-cli/2.0';
    expect(originOf({ userAgent }).userAgent).toBe(userAgent);
  });

  it.each([
    ['letters', 'a'],
    ['slashes', 'a/'],
    ['almost a browser', 'Mozilla/5.0 Version/1.1 '],
    ['almost an SDK', 'aws-sdk-'],
    ['almost the console', 'console.'],
    ['blanks', ' '],
  ])('is not held up by a megabyte of %s', (_, piece) => {
    const userAgent = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const started = performance.now();
    originOf({ eventType: 'AwsApiCall', userAgent, userIdentity: user });
    expect(performance.now() - started).toBeLessThan(200);
  });
});
