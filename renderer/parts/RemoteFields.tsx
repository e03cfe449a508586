import { Button, FileButton, Group, NativeSelect, NumberInput, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../main/contract/index.ts';
import { PasswordField } from './PasswordField.tsx';
import { ToneNote } from './ToneNote.tsx';

export type RemoteForm = Omit<Input<'start.openRemote'>, 'ca'> & { readonly ca: string };
type Props = {
  readonly tls: RemoteForm['tls'];
  readonly remembersKeys: boolean;
  readonly fieldsOf: (field: keyof RemoteForm) => object;
  readonly onCertificate: (pem: string) => void;
};

const modes = ['verify-full', 'verify-ca', 'require', 'disable'] as const;
const plain = { size: 'sm', required: true, withAsterisk: false, autoComplete: 'off' } as const;

/** Where the database is, who asks, and how the way there is protected. */
export const RemoteFields = ({ tls, remembersKeys, fieldsOf, onCertificate }: Props) => {
  const { t } = useTranslation();
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput {...plain} label={t('remote.host')} autoFocus spellCheck={false} {...fieldsOf('host')} />
        <NumberInput {...plain} label={t('remote.port')} min={1} max={65535} hideControls {...fieldsOf('port')} />
        <TextInput {...plain} label={t('remote.database')} spellCheck={false} {...fieldsOf('database')} />
        <TextInput {...plain} label={t('remote.user')} spellCheck={false} {...fieldsOf('user')} />
      </SimpleGrid>
      <PasswordField
        label={t('remote.password')}
        description={t(remembersKeys ? 'remote.passwordKept' : 'remote.passwordAsked')}
        autoComplete="off"
        required={false}
        {...fieldsOf('password')}
      />
      <NativeSelect
        size="sm"
        label={t('remote.tls')}
        data={modes.map((value) => ({ value, label: t(`tlsMode.${value}`) }))}
        {...fieldsOf('tls')}
      />
      {tls !== 'verify-full' && <ToneNote tone="warn">{t(`tlsRisk.${tls}`)}</ToneNote>}
      {tls.startsWith('verify') && (
        <div>
          <Textarea
            label={t('remote.ca')}
            description={t('remote.caHint')}
            spellCheck={false}
            minRows={2}
            maxRows={4}
            {...fieldsOf('ca')}
          />
          <Group mt={6}>
            <FileButton
              accept=".pem,.crt,.cer"
              onChange={(file) => {
                // What is larger is no certificate: its beginning is refused with a sentence, as anything else would be.
                if (file) void file.slice(0, 20_000).text().then(onCertificate);
              }}
            >
              {(props) => (
                <Button variant="default" {...props}>
                  {t('remote.caPick')}
                </Button>
              )}
            </FileButton>
          </Group>
        </div>
      )}
    </>
  );
};
