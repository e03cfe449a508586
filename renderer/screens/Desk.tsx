import { Anchor, Stack } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { keyState } from '../loopback.ts';
import { Door } from '../parts/Door.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { SessionContext } from '../session.ts';
import { useCall } from '../use-call.ts';
import { Frame } from './Frame.tsx';
import { SignIn } from './SignIn.tsx';

const Start = lazy(async () => ({ default: (await import('./Start.tsx')).Start }));
const SetUp = lazy(async () => ({ default: (await import('./SetUp.tsx')).SetUp }));

/** The root: which of choosing a database, set-up, sign-in and the desk itself this console is at. */
export const Desk = () => {
  const { t } = useTranslation();
  const isKeyMissing = useSyncExternalStore(keyState.subscribe, keyState.isMissing);
  const status = useCall('desk.status', {});
  const start = useCall('start.status', {});
  const client = useQueryClient();
  const [isChoosing, setIsChoosing] = useState(false);
  const openAgain = () => void status.refetch();
  const refetchStart = start.refetch;
  // A core that was lost and came back without its key says so here.
  useEffect(() => {
    if (status.isError) void refetchStart();
  }, [status.isError, refetchStart]);
  const opened = () => {
    setIsChoosing(false);
    // Nothing that was read of one database is left for the next.
    void client.resetQueries();
  };

  const choose = () => {
    setIsChoosing(true);
    void refetchStart();
  };
  const chooseOther = start.data ? choose : undefined;

  if (isKeyMissing) {
    return <Door title={t('noKey.title')}>{t('noKey.sentence')}</Door>;
  }
  // Asked again, a console for one database answers as before: nobody's half-written form goes with the question.
  if (!start.isFetched) {
    return (
      <Door title={t('product')}>
        <Loading />
      </Door>
    );
  }
  if (start.data && (isChoosing || start.data.state !== 'open')) {
    return (
      <Suspense fallback={<Loading />}>
        <Start
          key={start.data.state}
          status={start.data}
          onOpened={opened}
          onBack={isChoosing ? () => setIsChoosing(false) : undefined}
        />
      </Suspense>
    );
  }
  if (!status.data) {
    return (
      <Door title={t('product')}>
        {status.isPending ? (
          <Loading />
        ) : (
          <Stack gap="sm">
            <FailureNote failure={status.error.failure} onRetry={openAgain} />
            {chooseOther && (
              <Anchor component="button" type="button" fz="sm" mr="auto" onClick={chooseOther}>
                {t('start.other')}
              </Anchor>
            )}
          </Stack>
        )}
      </Door>
    );
  }
  const { needsSetUp, session, me } = status.data;
  if (needsSetUp) {
    return (
      <Suspense fallback={<Loading />}>
        <SetUp onDone={openAgain} onOtherDatabase={chooseOther} />
      </Suspense>
    );
  }
  if (session === 'none' || !me) {
    return <SignIn status={status.data} onDone={openAgain} onOtherDatabase={chooseOther} />;
  }
  return (
    <SessionContext value={me}>
      <Frame status={status.data} />
      <Notifications position="bottom-left" limit={4} />
    </SessionContext>
  );
};
