import { Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { Badges } from './Badges.tsx';
import { FoundBy } from './FoundBy.tsx';
import classes from './HitList.module.css';
import { Marked } from './Marked.tsx';

type Props = {
  readonly hits: Output<'account.search'>['hits'];
  readonly query: string;
  readonly active: number;
  readonly hasMore: boolean;
  readonly onOpen: (index: number) => void;
};

export const hitListId = 'hits';
export const hitId = (accountId: number): string => `hit-${accountId}`;

/** What was found, as registered; the search box keeps the focus and moves the active line. */
export const HitList = ({ hits, query, active, hasMore, onOpen }: Props) => {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  return (
    <>
      {hits.length > 0 && (
        <Text fz="xs" c="dimmed" role="status">
          {hasMore ? t('search.more', { n: hits.length }) : t('search.count', { n: hits.length })}
        </Text>
      )}
      <div
        ref={list}
        id={hitListId}
        role="listbox"
        aria-label={t('search.hits')}
        className={classes.list}
        hidden={hits.length === 0}
      >
        {hits.map((hit, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the search box's, which keeps the focus
          <div
            key={hit.accountId}
            id={hitId(hit.accountId)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={classes.hit}
            onClick={() => onOpen(index)}
          >
            <span className={classes.person}>
              <span className={classes.name}>
                <Marked text={hit.name} query={query} kind="name" />
              </span>
              <span className={classes.small}>
                <Marked text={hit.nameKana} query={query} kind="name" />
              </span>
            </span>
            <span>
              {hit.address === null ? (
                t('protected.address')
              ) : (
                <Marked text={hit.address} query={query} kind="address" />
              )}
            </span>
            <span className={classes.numbers}>
              <span>
                <span className={classes.small}>{t('account.customerNo')}</span>{' '}
                <Marked text={hit.customerNo} query={query} kind="number" />
              </span>
              <span>
                <span className={classes.small}>{t('account.loginId')}</span>{' '}
                <Marked text={hit.loginId} query={query} kind="login" />
              </span>
              <FoundBy hit={hit} query={query} />
            </span>
            <span className={classes.badges}>
              <Badges badges={hit.badges} />
            </span>
          </div>
        ))}
      </div>
    </>
  );
};
