import { Button, Group } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { ToneNote } from './ToneNote.tsx';

type Props = { readonly text: string; readonly size?: 'compact-xs' };

/** Says whether the text is on the clipboard: whoever pastes something else unawares hands over the wrong thing. */
export const CopyText = ({ text, size }: Props) => {
  const { t } = useTranslation();
  const { copy, copied, error } = useClipboard();
  return (
    <Group gap="sm">
      <Button variant="default" {...(size && { size })} onClick={() => copy(text)}>
        {t(copied ? 'act.copied' : 'act.copy')}
      </Button>
      {error && (
        <ToneNote tone="alarm" isUrgent>
          {t('act.notCopied')}
        </ToneNote>
      )}
    </Group>
  );
};
