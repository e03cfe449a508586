import { AppShell, Box } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { announce } from '../announce.ts';
import { useFailureText } from '../failure-text.ts';
import { DatabaseBand } from '../parts/DatabaseBand.tsx';
import { ErrorBoundary } from '../parts/ErrorBoundary.tsx';
import { Loading } from '../parts/Loading.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { TopBar } from '../parts/TopBar.tsx';
import { readStatus } from '../query-client.ts';
import { type Status, screensOf, takesCalls, useContact, useMe } from '../session.ts';
import { useAct, useAsk, useCall, useTopic } from '../use-call.ts';
import { contactPanelId, useDeskKeys } from '../use-desk-keys.ts';
import { useIdleLock } from '../use-idle-lock.ts';
import { useScreenChange } from '../use-screen-change.ts';
import { Account } from './Account.tsx';
import { ChangePassword } from './ChangePassword.tsx';
import { ContactPanel } from './ContactPanel.tsx';
import { Customer } from './Customer.tsx';
import { IdleLock } from './IdleLock.tsx';
import { Search } from './Search.tsx';

const CallBacks = lazy(async () => ({ default: (await import('./CallBacks.tsx')).CallBacks }));
const Batches = lazy(async () => ({ default: (await import('./Batches.tsx')).Batches }));
const Batch = lazy(async () => ({ default: (await import('./Batch.tsx')).Batch }));
const PrintSettings = lazy(async () => ({ default: (await import('./PrintSettings.tsx')).PrintSettings }));
const Cards = lazy(async () => ({ default: (await import('./Cards.tsx')).Cards }));
const Closing = lazy(async () => ({ default: (await import('./Closing.tsx')).Closing }));
const Approvals = lazy(async () => ({ default: (await import('./Approvals.tsx')).Approvals }));
const Incidents = lazy(async () => ({ default: (await import('./Incidents.tsx')).Incidents }));
const Conflicts = lazy(async () => ({ default: (await import('./Conflicts.tsx')).Conflicts }));
const Imports = lazy(async () => ({ default: (await import('./Imports.tsx')).Imports }));
const Mails = lazy(async () => ({ default: (await import('./Mails.tsx')).Mails }));
const Purges = lazy(async () => ({ default: (await import('./Purges.tsx')).Purges }));
const Mail = lazy(async () => ({ default: (await import('./Mail.tsx')).Mail }));
const Staff = lazy(async () => ({ default: (await import('./Staff.tsx')).Staff }));
const Settings = lazy(async () => ({ default: (await import('./Settings.tsx')).Settings }));
const Audit = lazy(async () => ({ default: (await import('./Audit.tsx')).Audit }));

const barHeight = 48;
const bandHeight = 24;
const panelWidth = 348;

/** What stands around every screen: who, on which database, where to, and the telephone call that is open. */
export const Frame = ({ status }: { readonly status: Status }) => {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const client = useQueryClient();
  const me = useMe();
  const contact = useContact();
  const [location, goTo] = useLocation();
  const [searchText, setSearchText] = useState('');
  const signOut = useAsk('staff.signOut', () => readStatus(client));
  const openContact = useAct('contact.open', () => announce(t('contact.opened')));
  const { isLocked, lock, uncover } = useIdleLock(status);
  // A demo's mailbox is for everybody who tries it.
  const isDemo = status.database.kind === 'demo';
  const own = screensOf[me.role];
  const screens = isDemo && takesCalls(me.role) ? [...own, 'mail' as const] : own;
  const decides = screens.includes('approvals');
  const requests = useCall('approval.list', { state: 'open' }, { isEnabled: decides });
  useTopic(decides ? 'approvals' : null, ['approval.list']);
  // Who has been given another role finds other screens at once.
  useTopic('staff', ['desk.status']);
  const [isChangingPassword, setIsChangingPassword] = useState(false);
  const { kind, label } = status.database;
  const band = status.database.isPlain ? 'plain' : kind === 'real' ? null : kind;
  useDeskKeys(screens.includes('search') && !isLocked);
  useScreenChange(location, screens);

  const failure = signOut.failure ?? openContact.failure;
  useEffect(() => {
    if (failure) announce(failureText(failure), 'refused');
  }, [failure, failureText]);

  useEffect(() => {
    const portals = document.getElementById('portals');
    portals?.toggleAttribute('inert', isLocked);
    portals?.toggleAttribute('data-hidden-by-lock', isLocked);
  }, [isLocked]);

  return (
    <>
      <div inert={isLocked} data-hidden-by-lock={isLocked || undefined}>
        <AppShell
          header={{ height: barHeight + (band ? bandHeight : 0) }}
          aside={{ width: panelWidth, breakpoint: 0, collapsed: { desktop: !contact, mobile: !contact } }}
          transitionDuration={0}
          padding="md"
        >
          <AppShell.Header>
            {band && <DatabaseBand kind={band} label={label} height={bandHeight} />}
            <TopBar
              height={barHeight}
              me={me}
              databaseLabel={band ? null : label}
              screens={screens}
              waiting={{ approvals: requests.data?.approvals.length ?? 0 }}
              location={location}
              onStartContact={
                takesCalls(me.role) && !contact
                  ? () => void openContact.run({ topic: 'general', accountId: null })
                  : undefined
              }
              onChangePassword={() => setIsChangingPassword(true)}
              onLock={lock}
              onSignOut={() => void signOut.run({})}
            />
          </AppShell.Header>
          <AppShell.Main>
            {status.needsSecondAdmin && me.role === 'admin' && (
              <Box mb="sm">
                <ToneNote tone="warn">{t('frame.needsSecondAdmin')}</ToneNote>
              </Box>
            )}
            <ErrorBoundary of="part" at={location}>
              <Suspense fallback={<Loading rows={8} />}>
                <Switch>
                  {screens.includes('search') && (
                    <Route path="/">
                      <Search text={searchText} isDemo={kind === 'demo'} onText={setSearchText} />
                    </Route>
                  )}
                  {screens.includes('search') && (
                    <Route path="/accounts/:accountId">
                      {({ accountId }) => <Account key={accountId} accountId={Number(accountId)} />}
                    </Route>
                  )}
                  {screens.includes('search') && (
                    <Route path="/customers/:customerId">
                      {({ customerId }) => <Customer key={customerId} customerId={Number(customerId)} />}
                    </Route>
                  )}
                  {screens.includes('callBacks') && <Route path="/call-backs" component={CallBacks} />}
                  {screens.includes('cards') && (
                    <Route path="/cards" component={me.role === 'admin' ? Batches : Cards} />
                  )}
                  {screens.includes('cards') && <Route path="/cards/requests" component={Cards} />}
                  {me.role === 'admin' && <Route path="/cards/print" component={PrintSettings} />}
                  {me.role === 'admin' && (
                    <Route path="/cards/:batchId">
                      {({ batchId }) => <Batch key={batchId} batchId={Number(batchId)} />}
                    </Route>
                  )}
                  {decides && (
                    <Route path="/approvals/:approvalId?">
                      {({ approvalId }) => <Approvals approvalId={approvalId ? Number(approvalId) : null} />}
                    </Route>
                  )}
                  {screens.includes('closing') && <Route path="/closing" component={Closing} />}
                  {screens.includes('incidents') && <Route path="/incidents" component={Incidents} />}
                  {screens.includes('conflicts') && <Route path="/conflicts" component={Conflicts} />}
                  {screens.includes('imports') && (
                    <Route path="/imports">
                      <Imports isDemo={kind === 'demo'} />
                    </Route>
                  )}
                  {screens.includes('mails') && (
                    <Route path="/mails">
                      <Mails isDemo={isDemo} />
                    </Route>
                  )}
                  {screens.includes('purges') && <Route path="/purges" component={Purges} />}
                  {screens.includes('mail') && <Route path="/mail" component={Mail} />}
                  {screens.includes('staff') && <Route path="/staff" component={Staff} />}
                  {screens.includes('settings') && <Route path="/settings" component={Settings} />}
                  {screens.includes('audit') && <Route path="/audit" component={Audit} />}
                  <Route>
                    <Redirect to={screens.includes('search') ? '/' : '/audit'} replace />
                  </Route>
                </Switch>
              </Suspense>
            </ErrorBoundary>
          </AppShell.Main>
          {contact && (
            <AppShell.Aside id={contactPanelId} aria-label={t('contact.title')}>
              <ContactPanel key={contact.contactId} contact={contact} onOpen={goTo} />
            </AppShell.Aside>
          )}
        </AppShell>
        {isChangingPassword && <ChangePassword onClose={() => setIsChangingPassword(false)} />}
      </div>
      {isLocked && <IdleLock onUnlock={uncover} />}
    </>
  );
};
