import { useTranslation } from 'react-i18next';
import type { Way } from '../changing.ts';
import { QuietButton } from './QuietButton.tsx';

type Props = {
  readonly way: Way;
  readonly act?: 'change' | 'add' | 'withdraw' | 'reopen';
  readonly what: string;
  readonly onAct: () => void;
};

/** One for each value; a role that never changes anything does not see it. */
export const ChangeButton = ({ way, act = 'change', what, onAct }: Props) => {
  const { t } = useTranslation();
  if (way.reason === 'not-allowed') return null;
  return (
    <QuietButton
      label={t(`changeButton.${act}`)}
      spoken={t(`changeWhat.${act}`, { what })}
      isOff={!way.isAllowed}
      onAct={onAct}
    />
  );
};
