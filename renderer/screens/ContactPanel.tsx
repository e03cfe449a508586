import { Accordion, ScrollArea, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { CloseForm } from '../parts/CloseForm.tsx';
import { ContactHead } from '../parts/ContactHead.tsx';
import { FactCheck, type TypedFact } from '../parts/FactCheck.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { LevelSteps } from '../parts/LevelSteps.tsx';
import { MatchedFact } from '../parts/MatchedFact.tsx';
import { NoteForm } from '../parts/NoteForm.tsx';
import { PromiseForm } from '../parts/PromiseForm.tsx';
import { ProxyForm } from '../parts/ProxyForm.tsx';
import { ReturnedNote } from '../parts/ReturnedNote.tsx';
import { Ticks } from '../parts/Ticks.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { refreshAfterAct } from '../query-client.ts';
import type { Contact } from '../session.ts';
import { useAct } from '../use-call.ts';
import { CallBackNumber } from './CallBackNumber.tsx';
import classes from './ContactPanel.module.css';

type Props = { readonly contact: Contact; readonly onOpen: (place: string) => void };

/** The telephone call that is open: who the caller has proven to be, and what is written down about the call. */
export const ContactPanel = ({ contact, onOpen }: Props) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState<{ fact: TypedFact; hasMissed: boolean } | null>(null);
  const say = (message: string) => () => announce(message);

  const tick = useAct('contact.tick', () => {});
  const check = useAct('contact.check', ({ outcome, hasFailed }) => {
    setAsked((last) => last && { ...last, hasMissed: outcome === 'missed' });
    if (hasFailed) announce(t('contact.failed'), 'alarm');
  });
  const proxy = useAct('contact.setProxy', say(t('proxy.saved')));
  const note = useAct('contact.note', say(t('note.saved')));
  const promise = useAct('callBack.promise', say(t('promise.saved')));
  const close = useAct('contact.close', say(t('contact.closed')));

  const hasCustomer = contact.customerId !== null;
  // Notes stand on an account's timeline.
  const hasAccount = contact.accountId !== null;
  const typedFacts = contact.offered.filter((fact): fact is TypedFact => fact !== 'call-back');
  const isLastTry = contact.misses > 0 && contact.misses === contact.missLimit - 1;
  const checkFact = (fact: TypedFact, said: string) => {
    setAsked({ fact, hasMissed: false });
    void check.run({ fact, said });
  };

  return (
    <div className={classes.panel}>
      <ScrollArea type="auto">
        <Stack gap="md" p="md">
          <ContactHead contact={contact} onOpen={onOpen} onIdleEnd={() => refreshAfterAct(client)} />
          <ReturnedNote returned={contact.returnedCard} />
          {hasCustomer ? (
            <>
              <LevelSteps level={contact.level} />
              <Ticks ticked={contact.ticked} isBusy={tick.isBusy} onTick={(fact) => void tick.run({ fact })} />
              <FailureNote failure={tick.failure} onRetry={tick.retry} />
              <Stack gap={6} component="section" aria-labelledby="facts-title">
                <h3 id="facts-title" className={classes.title}>
                  {t('facts.title')}
                  <span className={classes.misses} data-last={isLastTry || undefined}>
                    {t('facts.misses', { n: contact.misses, limit: contact.missLimit })}
                  </span>
                </h3>
                {isLastTry && <ToneNote tone="warn">{t('facts.lastTry')}</ToneNote>}
                {typedFacts.map((fact) => (
                  <FactCheck
                    key={fact}
                    fact={fact}
                    isMatched={contact.matched.includes(fact)}
                    isMissed={asked?.fact === fact && asked.hasMissed}
                    isBusy={check.isBusy}
                    onCheck={(said) => checkFact(fact, said)}
                  />
                ))}
                {typedFacts.length === 0 && <Text c="dimmed">{t('facts.none')}</Text>}
                <FailureNote failure={check.failure} onRetry={check.retry} />
              </Stack>
              <Stack gap={6} component="section" aria-labelledby="call-back-title">
                <h3 id="call-back-title" className={classes.title}>
                  {t('fact.call-back')}
                </h3>
                {contact.callBackNumbers.length === 0 && <Text c="dimmed">{t('callBackNumber.none')}</Text>}
                {contact.matched.includes('call-back') ? (
                  <MatchedFact what={t('callBackNumber.reached')} outcome={t('callBackNumber.isReached')} />
                ) : (
                  contact.callBackNumbers.map((number) => <CallBackNumber key={number.phoneId} {...number} />)
                )}
              </Stack>
            </>
          ) : (
            <ToneNote tone="quiet">{t('contact.noCustomer')}</ToneNote>
          )}
          <Accordion multiple variant="contained" classNames={{ label: classes.fold, content: classes.folded }}>
            {hasAccount && (
              <Accordion.Item value="note">
                <Accordion.Control>{t('note.title')}</Accordion.Control>
                <Accordion.Panel>
                  <NoteForm
                    key={note.timesDone}
                    isBusy={note.isBusy}
                    onSave={(text) => void note.run({ note: text })}
                  />
                  <FailureNote failure={note.failure} onRetry={note.retry} />
                </Accordion.Panel>
              </Accordion.Item>
            )}
            <Accordion.Item value="promise">
              <Accordion.Control>{t('promise.title')}</Accordion.Control>
              <Accordion.Panel>
                <PromiseForm
                  key={promise.timesDone}
                  isBusy={promise.isBusy}
                  onPromise={(dueAt, text) => void promise.run({ dueAt, note: text })}
                />
                <FailureNote failure={promise.failure} onRetry={promise.retry} />
              </Accordion.Panel>
            </Accordion.Item>
            <Accordion.Item value="proxy">
              <Accordion.Control>{contact.proxy ? t('proxy.titleSet') : t('proxy.title')}</Accordion.Control>
              <Accordion.Panel>
                <ProxyForm
                  proxy={contact.proxy}
                  isBusy={proxy.isBusy}
                  onSave={(chosen) => void proxy.run({ proxy: chosen })}
                />
                <FailureNote failure={proxy.failure} onRetry={proxy.retry} />
              </Accordion.Panel>
            </Accordion.Item>
          </Accordion>
        </Stack>
      </ScrollArea>
      <footer className={classes.foot}>
        <FailureNote failure={close.failure} onRetry={close.retry} />
        <CloseForm
          hasCustomer={hasAccount}
          isBusy={close.isBusy}
          onClose={(category, text) => void close.run({ category, note: text })}
        />
      </footer>
    </div>
  );
};
