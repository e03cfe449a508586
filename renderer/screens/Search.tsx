import { Button, Stack, Text, TextInput, Title, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPhonePlus, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { announce } from '../announce.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { HitList, hitId, hitListId } from '../parts/HitList.tsx';
import { HolderList } from '../parts/HolderList.tsx';
import { Loading } from '../parts/Loading.tsx';
import { SearchGuide } from '../parts/SearchGuide.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { takesCalls, useContact, useMe } from '../session.ts';
import { useAct, useCall } from '../use-call.ts';
import { searchBoxId } from '../use-desk-keys.ts';
import { Tour } from './Tour.tsx';

const restMs = 80;
const pageSize = 50;

type Props = { readonly text: string; readonly isDemo: boolean; readonly onText: (text: string) => void };

/** One box for every customer: answers come while typing, and only those to the newest text are shown. */
export const Search = ({ text, isDemo, onText }: Props) => {
  const { t } = useTranslation();
  const [, goTo] = useLocation();
  const me = useMe();
  const contact = useContact();
  const typed = text.trim();
  const [asked] = useDebouncedValue(typed, restMs);
  const search = useCall(
    'account.search',
    { text: asked, limit: pageSize },
    { isEnabled: asked !== '', keepsLast: true },
  );
  const [active, setActive] = useState(0);
  const [opensOnAnswer, setOpensOnAnswer] = useState(false);
  const start = useAct('contact.open', () => announce(t('contact.opened')));

  const isCurrent = asked === typed && !search.isPlaceholderData && search.data !== undefined;
  const hits = typed === '' ? [] : (search.data?.hits ?? []);
  const holders = typed === '' ? [] : (search.data?.holders ?? []);
  const openHolder = (customerId: number) => goTo(`/customers/${customerId}`);
  const open = (index: number) => {
    const hit = hits[index];
    const [holder] = holders;
    if (hit) goTo(`/accounts/${hit.accountId}`);
    else if (holder) openHolder(holder.customerId);
  };
  // Enter pressed ahead of the answer opens the first hit of what was typed, never one of an older text.
  useEffect(() => {
    if (!opensOnAnswer || !isCurrent) return;
    setOpensOnAnswer(false);
    const [first] = search.data?.hits ?? [];
    const [holder] = search.data?.holders ?? [];
    if (first) goTo(`/accounts/${first.accountId}`);
    else if (holder) goTo(`/customers/${holder.customerId}`);
  }, [opensOnAnswer, isCurrent, search.data, goTo]);

  const type = (next: string) => {
    onText(next);
    setActive(0);
    setOpensOnAnswer(false);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    // While an input method composes, its keys choose characters.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setActive(Math.max(0, Math.min(hits.length - 1, active + step)));
    }
    if (event.key === 'Enter' && typed !== '') {
      if (isCurrent) open(active);
      else setOpensOnAnswer(true);
    }
    if (event.key === 'Escape') type('');
  };

  const isNothingFound = isCurrent && typed !== '' && hits.length + holders.length === 0 && !search.data.isTooShort;
  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <VisuallyHidden>
        <Title order={1}>{t('search.title')}</Title>
      </VisuallyHidden>
      <TextInput
        id={searchBoxId}
        size="md"
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        leftSection={<IconSearch size={18} aria-hidden />}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls={hitListId}
        aria-activedescendant={hits[active] ? hitId(hits[active].accountId) : undefined}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={press}
      />
      <FailureNote failure={search.error?.failure} onRetry={() => void search.refetch()} />
      {typed === '' && <SearchGuide />}
      {typed === '' && isDemo && <Tour onFind={type} />}
      {typed !== '' && search.isPending && <Loading rows={6} />}
      {search.data?.isRebuilding && <ToneNote tone="warn">{t('search.rebuilding')}</ToneNote>}
      {isCurrent && search.data.isTooShort && <Text c="dimmed">{t('search.tooShort')}</Text>}
      <HitList hits={hits} query={typed} active={active} hasMore={search.data?.hasMore ?? false} onOpen={open} />
      <HolderList holders={holders} onOpen={openHolder} />
      {isNothingFound && (
        <Stack align="flex-start" gap="xs" py="md" role="status">
          <Text fw={700} fz="md">
            {t('search.nothingFound')}
          </Text>
          <Text c="dimmed">{t('search.nothingFoundHint')}</Text>
          {takesCalls(me.role) && !contact && (
            <Button
              leftSection={<IconPhonePlus size={16} aria-hidden />}
              loading={start.isBusy}
              onClick={() => void start.run({ topic: 'nothing-found' })}
            >
              {t('search.startNothingFound')}
            </Button>
          )}
          <FailureNote failure={start.failure} onRetry={start.retry} />
        </Stack>
      )}
    </Stack>
  );
};
