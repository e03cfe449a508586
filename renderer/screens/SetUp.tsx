import { Anchor, Button, Checkbox, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { AdminFields } from '../parts/AdminFields.tsx';
import { Door } from '../parts/Door.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAsk } from '../use-call.ts';

const nobody = { login: '', name: '', password: '' };

type Props = {
  readonly onDone: () => void;
  /** Where this host can open another database. */
  readonly onOtherDatabase?: (() => void) | undefined;
};

/** The first start: who holds the code that the host printed names the first administrators. */
export const SetUp = ({ onDone, onOtherDatabase }: Props) => {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { code: '', admins: [nobody], hasSecond: false } });
  const { hasSecond } = form.values;
  const setUp = useAsk('desk.setUp', onDone);
  const chooseSecond = (isChosen: boolean) => {
    form.setFieldValue('hasSecond', isChosen);
    if (isChosen) form.insertListItem('admins', nobody);
    else form.removeListItem('admins', 1);
  };

  return (
    <Door title={t('setUp.title')} isWide>
      <form onSubmit={form.onSubmit(({ code, admins }) => void setUp.run({ code, admins }))}>
        <Stack gap="md">
          <Text>{t('setUp.sentence')}</Text>
          <PasswordInput
            label={t('setUp.code')}
            description={t('setUp.codeHint')}
            autoComplete="off"
            autoFocus
            required
            withAsterisk={false}
            maw={340}
            visibilityToggleButtonProps={{ 'aria-label': t('setUp.showCode') }}
            {...form.getInputProps('code')}
          />
          <AdminFields title={t('setUp.first')} fieldsOf={(field) => form.getInputProps(`admins.0.${field}`)} />
          <Checkbox
            size="sm"
            label={t('setUp.addSecond')}
            checked={hasSecond}
            onChange={(event) => chooseSecond(event.currentTarget.checked)}
          />
          {hasSecond ? (
            <AdminFields title={t('setUp.second')} fieldsOf={(field) => form.getInputProps(`admins.1.${field}`)} />
          ) : (
            <ToneNote tone="warn">{t('setUp.withoutSecond')}</ToneNote>
          )}
          <FailureNote failure={setUp.failure} />
          <Group justify="space-between">
            <Button type="submit" size="sm" loading={setUp.isBusy}>
              {t('setUp.finish')}
            </Button>
            {onOtherDatabase && (
              <Anchor component="button" type="button" fz="sm" onClick={onOtherDatabase}>
                {t('start.other')}
              </Anchor>
            )}
          </Group>
        </Stack>
      </form>
    </Door>
  );
};
