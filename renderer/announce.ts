import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

/** A passing word about what was just done; an alarm stays until it is closed. */
export const announce = (message: string, tone: 'done' | 'refused' | 'alarm' = 'done'): void => {
  notifications.show({
    message,
    color: tone === 'done' ? 'akari' : 'red',
    autoClose: tone === 'alarm' ? false : 6000,
    closeButtonProps: { 'aria-label': i18next.t('act.close') },
  });
};
