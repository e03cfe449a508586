import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import './desk.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { noteFault, watchFaults } from './faults.ts';
import { startLanguage } from './i18n.ts';
import { ErrorBoundary, FaultNotes } from './parts/ErrorBoundary.tsx';
import { makeQueryClient } from './query-client.ts';
import { Desk } from './screens/Desk.tsx';
import { deskColours, theme } from './theme.ts';

const colourScheme = localStorageColorSchemeManager({ key: 'akari.colour-scheme' });
const client = makeQueryClient();

watchFaults();
await startLanguage();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={deskColours}
      colorSchemeManager={colourScheme}
      defaultColorScheme="auto"
    >
      <FaultNotes value={noteFault}>
        <ErrorBoundary of="page">
          <QueryClientProvider client={client}>
            <Router hook={useHashLocation}>
              <Desk />
            </Router>
          </QueryClientProvider>
        </ErrorBoundary>
      </FaultNotes>
    </MantineProvider>
  </StrictMode>,
);
