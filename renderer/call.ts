// The renderer's one way out: every request is `call(name, input)`, whichever host carries it.
import type { CallName, Input, Output, Reply } from '../main/contract/index.ts';
import type { UploadAnswer } from '../main/files/uploads.ts';
import { loopback } from './loopback.ts';
import { noteServerNow } from './server-clock.ts';

/** Every refusal that any call can meet, each with its own detail. */
export type Failure = { [Name in CallName]: Extract<Reply<Name>, { ok: false }> }[CallName];
export type Answer<Name extends CallName> = { ok: true; value: Output<Name> } | Failure;

const host: Omit<Bridge, 'part'> = window.bridge ?? loopback;

/** Never throws: a host that cannot be reached is a refusal like any other. */
export const call = async <Name extends CallName>(name: Name, input: Input<Name>): Promise<Answer<Name>> => {
  try {
    const answer = (await host.call(name, input)) as Answer<Name>;
    if (answer.ok && 'now' in answer.value) noteServerNow(answer.value.now);
    return answer;
  } catch {
    return { ok: false, error: 'unreachable', detail: { fault: 'unreachable' } };
  }
};

export const listen: Bridge['listen'] = (topic, callback) => host.listen(topic, callback);

const partBytes = 1024 * 1024;

/** Hands over a file for the token that a call gave. Never throws. */
export const sendFile = async (token: string, file: Blob): Promise<UploadAnswer> => {
  try {
    const { bridge } = window;
    if (!bridge) return await loopback.send(token, file);
    let answer: UploadAnswer = { ok: true, file: null };
    for (let from = 0; answer.ok && answer.file === null && from < file.size; from += partBytes) {
      const bytes = new Uint8Array(await file.slice(from, from + partBytes).arrayBuffer());
      answer = await bridge.part(token, bytes, from + partBytes >= file.size);
    }
    return answer;
  } catch {
    return { ok: false, error: 'cut-off' };
  }
};

/** Fetches a file by its token and hands it to the person as a download. */
export const saveFile = async (token: string, fileName: string): Promise<void> => {
  const url = URL.createObjectURL(new Blob([await host.file(token)]));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
};
