// How screens talk through the door: `useCall` reads and keeps, `useAct` writes once for each intention, `useAsk` is for
// single answers that no cache may keep.
import { keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { CallName, Input, Output } from '../main/contract/index.ts';
import { type Answer, call, type Failure, listen } from './call.ts';
import { noticeFailure, Refused, refreshAfterAct, rereadSoon } from './query-client.ts';

/** The calls that carry a request id. */
type ActName = { [Name in CallName]: Input<Name> extends { requestId: string } ? Name : never }[CallName];
type Said<Name extends ActName> = Omit<Input<Name>, 'requestId'>;

/** The value of an answer; a refusal becomes the query's error. */
export const ask = async <Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> => {
  const answer = await call(name, input);
  if (!answer.ok) throw new Refused(answer);
  return answer.value;
};

export const useCall = <Name extends CallName>(
  name: Name,
  input: Input<Name>,
  { isEnabled = true, keepsLast = false } = {},
): UseQueryResult<Output<Name>, Refused> =>
  useQuery<Output<Name>, Refused>({
    queryKey: [name, input],
    queryFn: () => ask(name, input),
    enabled: isEnabled,
    ...(keepsLast && { placeholderData: keepPreviousData as never }),
  });

/** One call at a time with its refusal kept for the screen; a form keyed by `timesDone` starts afresh after each success. */
export const useAsk = <Name extends CallName>(name: Name, onDone: (value: Output<Name>) => void) => {
  const client = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [timesDone, setTimesDone] = useState(0);
  const run = async (input: Input<Name>): Promise<Answer<Name>> => {
    setIsBusy(true);
    setFailure(null);
    const answer = await call(name, input);
    setIsBusy(false);
    if (answer.ok) {
      setTimesDone((times) => times + 1);
      onDone(answer.value);
    } else {
      setFailure(answer);
      noticeFailure(client, answer);
    }
    return answer;
  };
  /** What was answered is about something that does not stand there any more. */
  const forget = () => setFailure(null);
  return { run, isBusy, failure, timesDone, forget };
};

/** After these nobody knows whether the act was done, or it was not tried: the same request may be sent again. */
const isOpenQuestion = (failure: Failure) =>
  ['unreachable', 'busy', 'broken', 'session-locked'].includes(failure.error);

/**
 * A write by a signed-in person. Each intention has one request id, kept while its answer is outstanding, so that
 * `retry` after a lost answer gets the first answer instead of doing it twice.
 */
export const useAct = <Name extends ActName>(name: Name, onDone: (value: Output<Name>) => void) => {
  const client = useQueryClient();
  const asking = useAsk(name, onDone);
  const intention = useRef<{ said: Said<Name>; key: string; requestId: string } | null>(null);
  const run = async (said: Said<Name>): Promise<void> => {
    const key = JSON.stringify(said);
    if (intention.current?.key !== key) intention.current = { said, key, requestId: crypto.randomUUID() };
    const answer = await asking.run({ ...said, requestId: intention.current.requestId } as Input<Name>);
    if (!answer.ok && isOpenQuestion(answer)) return;
    intention.current = null;
    refreshAfterAct(client);
  };
  const canRetry = asking.failure !== null && isOpenQuestion(asking.failure);
  const retry = () => {
    if (intention.current) void run(intention.current.said);
  };
  return { ...asking, run, retry: canRetry ? retry : undefined };
};

/** Reads a screen's queries again when the server says that their subject has changed. */
export const useTopic = (topic: string | null, names: readonly CallName[]): void => {
  const client = useQueryClient();
  const about = names.join(' ');
  useEffect(() => {
    if (!topic) return;
    const names = about.split(' ');
    return listen(topic, () => rereadSoon(client, (name) => names.includes(name)));
  }, [client, topic, about]);
};
