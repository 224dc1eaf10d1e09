import { dropAddresses } from '../../examples/host-tools/fixes/nftables.ts';
import { refuseScripts } from '../../examples/host-tools/fixes/nginx.ts';
import { setSshdOption } from '../../examples/host-tools/fixes/sshd.ts';

describe('an sshd option', () => {
  const set = (text: string) => setSshdOption(text, 'PasswordAuthentication', 'no');

  test.each([
    [
      'replaces the first value, the one that counts',
      'Port 22\npasswordauthentication yes\nPasswordAuthentication yes\n',
      'Port 22\nPasswordAuthentication no\nPasswordAuthentication yes\n',
    ],
    ['understands the form with =', 'PasswordAuthentication = "yes" # old\n', 'PasswordAuthentication no\n'],
    [
      'adds what only stands in a comment',
      '#PasswordAuthentication no\nPort 22\n',
      '#PasswordAuthentication no\nPort 22\nPasswordAuthentication no\n',
    ],
    [
      'adds before the first Match, as what follows holds for some only',
      'Port 22\nMatch User git\n  X11Forwarding no\n',
      'Port 22\nPasswordAuthentication no\nMatch User git\n  X11Forwarding no\n',
    ],
    ['adds at the end of a text without a last line end', 'Port 22', 'Port 22\nPasswordAuthentication no'],
  ])('%s', (_, before, after) => {
    expect(set(before).text).toBe(after);
    expect(set(after)).toMatchObject({ text: after, removed: null, added: null });
  });

  test('says what it replaced, and leaves exceptions to people', () => {
    const text =
      'PasswordAuthentication yes\nMatch Address 192.0.2.0/24\n  PasswordAuthentication yes\nMatch all\n  PasswordAuthentication no\n';
    expect(set(text)).toEqual({
      text: text.replace('PasswordAuthentication yes', 'PasswordAuthentication no'),
      removed: 'PasswordAuthentication yes',
      added: 'PasswordAuthentication no',
      exceptions: ['Match Address 192.0.2.0/24: PasswordAuthentication yes'],
    });
  });
});

describe('a firewall', () => {
  const ruleset =
    'table inet filter {\n  chain input {\n    type filter hook input priority 0; policy drop;\n    ct state established accept\n  }\n}\n';

  test('drops addresses before anything else, each once', () => {
    const edit = dropAddresses(ruleset, ['203.0.113.7', '2001:db8::7'], 'INC-1"; evil')!;
    expect(edit.added).toEqual([
      'ip saddr 203.0.113.7 drop comment "INC-1__ evil"',
      'ip6 saddr 2001:db8::7 drop comment "INC-1__ evil"',
    ]);
    expect(edit.text.split('\n').slice(2, 6)).toEqual([
      '    type filter hook input priority 0; policy drop;',
      ...edit.added.map((rule) => `    ${rule}`),
      '    ct state established accept',
    ]);
    expect(dropAddresses(edit.text, ['203.0.113.7', '2001:db8::7'], 'other')).toEqual({ text: edit.text, added: [] });
    expect(dropAddresses(edit.text, ['203.0.113.70'], 'x')?.added).toHaveLength(1);
  });

  test('without a chain of incoming packets is left alone', () => {
    expect(dropAddresses('table inet filter {}\n', ['203.0.113.7'], 'x')).toBeNull();
  });
});

describe('a web server', () => {
  const site = 'server {\n    listen 80;\n}\nserver {\n    location ~ \\.php$ { }\n}\n';

  test('refuses scripts in a folder before it looks at any other pattern, in every server', () => {
    const edit = refuseScripts(site, '/up.loads/')!;
    const rule = '    location ~* ^/up\\.loads/.*\\.(?:php[0-9]?|phtml|phar|jspx?|aspx?|cgi|pl|py|sh)$ {';
    const lines = edit.text.split('\n');
    expect([lines[1], lines[7]]).toEqual([rule, rule]);
    expect(refuseScripts(edit.text, '/up.loads/')).toEqual({ text: edit.text, added: null });
    const pattern = new RegExp(/~\* (\S+) \{/.exec(rule)?.[1] ?? '$^', 'i');
    expect(
      ['/up.loads/a.PHP', '/up.loads/b/c.php5', '/up.loads/a.png', '/upxloads/a.php'].map((path) => pattern.test(path)),
    ).toEqual([true, true, false, false]);
  });

  test.each([
    ['a folder that is no plain path', site, '/a b{}/'],
    ['a ^~ location above it', 'server {\n  location ^~ /uploads/ {\n  }\n}\n', '/uploads/x/'],
    ['no server block', 'location / {}\n', '/uploads/'],
  ])('is left to people with %s', (_, text, folder) => {
    expect(refuseScripts(text, folder)).toBeNull();
  });
});
