import { describe, expect, test } from 'vitest';
import {
  attachmentHost,
  attachmentUrl,
  redirectUrl,
  unknownHost,
} from '../../src/attachment/address.ts';

const gitHub = attachmentHost();
const enterprise = attachmentHost({ gheHost: '127.0.0.1:3000', gheProtocol: 'http' });

describe('on github.com an attachment is', () => {
  test.each([
    'https://github.com/user-attachments/files/123/my-kubeconfig.gpg.txt',
    'https://github.com/kubevirt/project-infra/files/123/my-kubeconfig.gz',
    'https://github.com:443/user-attachments/files/123/a.txt',
    'https://GitHub.com/user-attachments/files/123/a.txt',
    'https://github.com/user-attachments/files/123/%E2%82%AC.txt',
    'https://github.com/some-one/a.b_c/files/1/a(1).zip',
  ])('%s', (text) => {
    expect(attachmentUrl(text, gitHub)?.host).toBe('github.com');
  });
});

describe('on github.com no attachment is', () => {
  test.each([
    'http://github.com/user-attachments/files/123/a.txt',
    'https://github.com:8443/user-attachments/files/123/a.txt',
    'https://user@github.com/user-attachments/files/123/a.txt',
    'https://@github.com/user-attachments/files/123/a.txt',
    'https://github.com@evil.example/user-attachments/files/123/a.txt',
    'https://github.com.evil.example/user-attachments/files/123/a.txt',
    'https://github.com./user-attachments/files/123/a.txt',
    'https://www.github.com/user-attachments/files/123/a.txt',
    'https://gıthub.com/user-attachments/files/123/a.txt',
    'https://objects.githubusercontent.com/user-attachments/files/123/a.txt',
    'https://github.com/user-attachments/assets/123/a.txt',
    'https://github.com/user-attachments/files/abc/a.txt',
    'https://github.com/user-attachments/files/123/',
    'https://github.com/user-attachments/files/123/a/b.txt',
    'https://github.com/user-attachments/files/123/a%2Fb.txt',
    'https://github.com/user-attachments/files/123/a%5cb.txt',
    'https://github.com/user-attachments/files/123/../../../login',
    'https://github.com/user-attachments/files/123/%2e%2e',
    'https://github.com/x/user-attachments/files/123/a.txt/b',
    'https://github.com/a/b/c/files/123/a.txt',
    'https://github.com/files/123/a.txt',
    'https://github.com/user-attachments/files/123/a.txt?x=1',
    'https://github.com/user-attachments/files/123/a.txt#x',
    'https://github.com\\user-attachments\\files\\123\\a.txt',
    'https://github.com/user-attachments/fi\nles/123/a.txt',
    ' https://github.com/user-attachments/files/123/a.txt',
    '//github.com/user-attachments/files/123/a.txt',
    'github.com/user-attachments/files/123/a.txt',
    'file:///user-attachments/files/123/a.txt',
    'http://127.0.0.1:3000/user-attachments/files/123/a.txt',
    '',
  ])('%j', (text) => {
    expect(attachmentUrl(text, gitHub)).toBeUndefined();
  });
});

describe('on another GitHub', () => {
  test.each([
    ['http://127.0.0.1:3000/user-attachments/files/1/a.txt', true],
    ['http://127.0.0.1:3000/kubevirt/project-infra/files/1/a.txt', true],
    ['https://127.0.0.1:3000/user-attachments/files/1/a.txt', false],
    ['http://127.0.0.1/user-attachments/files/1/a.txt', false],
    ['http://127.0.0.1:3001/user-attachments/files/1/a.txt', false],
    ['https://github.com/user-attachments/files/1/a.txt', false],
  ])('%s: %s', (text, isAttachment) => {
    expect(attachmentUrl(text, enterprise) !== undefined).toBe(isAttachment);
  });

  test('the protocol is https unless it says otherwise', () => {
    expect(attachmentHost({ gheHost: 'ghe.example:443' })).toEqual({
      protocol: 'https:',
      host: 'ghe.example',
      storageHosts: ['ghe.example'],
    });
  });
});

describe('a redirect', () => {
  const from = new URL('https://github.com/user-attachments/files/1/a.txt');

  test.each([
    ['https://objects.githubusercontent.com/github/1?X-Amz-Signature=x', true],
    ['https://objects.githubusercontent.com:443/github/1', true],
    ['https://github.com/kubevirt/renamed/files/1/a.txt', true],
    ['/kubevirt/renamed/files/1/a.txt', true],
    ['/login?return_to=x', false],
    ['//evil.example/github/1', false],
    ['http://objects.githubusercontent.com/github/1', false],
    ['https://objects.githubusercontent.com:8443/github/1', false],
    ['https://x@objects.githubusercontent.com/github/1', false],
    ['https://objects.githubusercontent.com.evil.example/github/1', false],
    ['https://169.254.169.254/latest/meta-data', false],
    ['https://github.com/login', false],
    ['b.txt', false],
    ['', false],
  ])('from github.com to %s: %s', (location, isFollowed) => {
    expect(redirectUrl(location, from, gitHub) !== undefined).toBe(isFollowed);
  });

  test.each([
    ['http://127.0.0.1:3000/storage/1?token=x', true],
    ['/storage/1', true],
    ['http://127.0.0.1:3001/storage/1', false],
    ['//127.0.0.1:3001/storage/1', false],
    ['https://objects.githubusercontent.com/github/1', false],
  ])('from another GitHub to %s: %s', (location, isFollowed) => {
    const own = new URL('http://127.0.0.1:3000/user-attachments/files/1/a.txt');
    expect(redirectUrl(location, own, enterprise) !== undefined).toBe(isFollowed);
  });

  test('leads to each host that is set, and on another GitHub to itself too', () => {
    const storageHosts = ['Files.example', 'more.example:443'];
    const on = (settings: Parameters<typeof attachmentHost>[0]) => (location: string) =>
      redirectUrl(location, from, attachmentHost(settings))?.host;
    const moved = on({ storageHosts });
    expect(moved('https://files.example/1')).toBe('files.example');
    expect(moved('https://more.example/1')).toBe('more.example');
    expect(moved('https://objects.githubusercontent.com/1')).toBeUndefined();
    expect(moved('https://github.com/login')).toBeUndefined();
    const ghe = on({ gheHost: 'ghe.example', storageHosts });
    expect(ghe('https://files.example/1')).toBe('files.example');
    expect(ghe('https://ghe.example/storage/1')).toBe('ghe.example');
    expect(ghe('https://objects.githubusercontent.com/1')).toBeUndefined();
  });

  test.each([
    ['https://files.github.example/1?x=y', 'files.github.example'],
    ['//files.github.example/1', undefined],
    ['https://objects.githubusercontent.com:8443/1', 'objects.githubusercontent.com:8443'],
    ['https://169.254.169.254/latest/meta-data', '169.254.169.254'],
    ['https://objects.githubusercontent.com/1', undefined],
    ['https://github.com/login', undefined],
    ['/login', undefined],
    ['http://files.github.example/1', undefined],
    ['https://x@files.github.example/1', undefined],
    ['nothing', undefined],
  ])('to %s leads to an unknown host: %s', (location, host) => {
    expect(unknownHost(location, from, gitHub)).toBe(host);
  });
});
