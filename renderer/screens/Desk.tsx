import { Notifications } from '@mantine/notifications';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { keyState } from '../loopback.ts';
import { Door } from '../parts/Door.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { SessionContext } from '../session.ts';
import { useCall } from '../use-call.ts';
import { Frame } from './Frame.tsx';
import { SignIn } from './SignIn.tsx';

const SetUp = lazy(async () => ({ default: (await import('./SetUp.tsx')).SetUp }));

/** The root: which of set-up, sign-in and the desk itself this console is at. */
export const Desk = () => {
  const { t } = useTranslation();
  const isKeyMissing = useSyncExternalStore(keyState.subscribe, keyState.isMissing);
  const status = useCall('desk.status', {});
  const openAgain = () => void status.refetch();

  if (isKeyMissing) {
    return <Door title={t('noKey.title')}>{t('noKey.sentence')}</Door>;
  }
  if (!status.data) {
    return (
      <Door title={t('product')}>
        {status.isPending ? <Loading /> : <FailureNote failure={status.error.failure} onRetry={openAgain} />}
      </Door>
    );
  }
  const { needsSetUp, session, me } = status.data;
  if (needsSetUp) {
    return (
      <Suspense fallback={<Loading />}>
        <SetUp onDone={openAgain} />
      </Suspense>
    );
  }
  if (session === 'none' || !me) return <SignIn status={status.data} onDone={openAgain} />;
  return (
    <SessionContext value={me}>
      <Frame status={status.data} />
      <Notifications position="bottom-left" limit={4} />
    </SessionContext>
  );
};
