import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import type { Incident } from '../parts/IncidentTable.tsx';
import { useAct } from '../use-call.ts';

type Props = {
  readonly incident: Incident;
  readonly which: 'first' | 'final';
  readonly today: string;
  readonly onClose: () => void;
};

/** The authority has been told: on which day. */
export const ReportIncident = ({ incident, which, today, onClose }: Props) => {
  const { t } = useTranslation();
  const [on, setOn] = useState(today);
  const report = useAct('incident.report', () => {
    announce(t('reportIncident.done'));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void report.run({ incidentId: incident.incidentId, which, on });
  };
  return (
    <Dialog title={t(`reportIncident.title.${which}`, { name: incident.customerName })} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            size="sm"
            type="date"
            label={t('reportIncident.on')}
            data-autofocus
            min={incident.firstReportedOn ?? incident.noticedOn}
            max={today}
            value={on}
            onChange={(event) => setOn(event.currentTarget.value)}
          />
          <FailureNote failure={report.failure} onRetry={report.retry} />
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" loading={report.isBusy} disabled={on === ''}>
              {t('reportIncident.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
