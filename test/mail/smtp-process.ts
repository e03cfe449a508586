// An SMTP server in a process of its own, which can be killed. What it does to a mail stands in the recipient's name:
// `defer`, `silent`, `before`, `after`: at the first attempt only; `nobody`, `full`, `policy`, `relay`: never taken;
// `unread`: refused once it is read.
// `node smtp-process.ts PORT LOG [tls] [quiet]`; prints its port. LOG gets a line for each thing that happened.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

const [port = '0', log = '', ...flags] = process.argv.slice(2);
const tls = new URL('../fixtures/tls/', import.meta.url);

type Line = { what: string; to: string; messageId?: string | null; from?: string };
/** What was done to whom, in the lives before as well. */
const done = new Set<string>();
const note = (line: Line): void => {
  done.add(`${line.what} ${line.to}`);
  appendFileSync(log, `${JSON.stringify(line)}\n`);
};
if (existsSync(log))
  for (const text of readFileSync(log, 'utf8').split('\n').filter(Boolean)) {
    const { what, to } = JSON.parse(text) as Line;
    done.add(`${what} ${to}`);
  }

const wish = (address: string): string =>
  /^(defer|nobody|full|policy|relay|unread|silent|before|after)/.exec(address)?.[1] ?? 'plain';
const refusals: Readonly<Record<string, [code: number, text: string]>> = {
  defer: [450, '4.2.1 mailbox busy'],
  nobody: [550, '5.1.1 no such user'],
  full: [552, '5.2.2 mailbox full'],
  policy: [550, '5.7.1 not wanted here'],
  relay: [550, 'relaying denied'],
};

const server = new SMTPServer({
  authOptional: !flags.includes('auth'),
  onAuth: ({ username, password }, _session, answer) =>
    username === 'akari' && password === 'the password' ? answer(null, { user: username }) : answer(new Error('no')),
  ...(flags.includes('tls')
    ? { key: readFileSync(new URL('server.key', tls)), cert: readFileSync(new URL('server.pem', tls)) }
    : { disabledCommands: ['STARTTLS'], allowInsecureAuth: true }),
  // As long as it takes: a client that is gone must not keep the process.
  closeTimeout: 100,
  onRcptTo: ({ address }, _session, answer) => {
    const name = wish(address);
    const refusal = refusals[name];
    if (!refusal || (name === 'defer' && done.has(`defer ${address}`))) return answer();
    note({ what: name, to: address });
    const [responseCode, text] = refusal;
    answer(Object.assign(new Error(text), { responseCode }));
  },
  onData: (stream, session, answer) => {
    const to = session.envelope.rcptTo[0]?.address ?? '';
    const from = session.envelope.mailFrom === false ? '' : (session.envelope.mailFrom?.address ?? '');
    const name = wish(to);
    const isFirst = !done.has(`${name} ${to}`);
    const socket = (session as unknown as { _connection?: { _socket: { destroy: () => void } } })._connection?._socket;
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => {
      if (!flags.includes('quiet') || chunks.length === 0) chunks.push(chunk);
    });
    stream.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const messageId = /^message-id:\s*(<[^>]+>)/im.exec(text)?.[1] ?? null;
      if (isFirst && (name === 'silent' || name === 'before')) {
        note({ what: name, to });
        // Silence, or the end of the connection, in the place of an answer: the mail was not taken.
        if (name === 'before') socket?.destroy();
        return;
      }
      if (name === 'unread') {
        note({ what: name, to });
        answer(Object.assign(new Error('mailbox unavailable'), { responseCode: 550 }));
        return;
      }
      note({ what: 'accepted', to, messageId, from });
      if (flags.includes('keep')) appendFileSync(`${log}.mails`, `${JSON.stringify(text)}\n`);
      if (isFirst && name === 'after') {
        note({ what: name, to });
        socket?.destroy();
        return;
      }
      answer(null, '2.0.0 taken');
    });
  },
});
server.on('error', () => {});
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
