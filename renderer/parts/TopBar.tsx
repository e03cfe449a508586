import { ActionIcon, Button, Group, Menu, Popover } from '@mantine/core';
import {
  IconChevronDown,
  IconHelp,
  IconKey,
  IconLock,
  IconLogout,
  IconPhonePlus,
  IconSunMoon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { isWithin, paths } from '../screen-paths.ts';
import type { Me, Screen } from '../session.ts';
import { Appearance } from './Appearance.tsx';
import { Logo } from './Logo.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import classes from './TopBar.module.css';

type Props = {
  readonly height: number;
  readonly me: Me;
  /** Of a real database that needs no band above the bar. */
  readonly databaseLabel: string | null;
  readonly screens: readonly Screen[];
  /** What waits for this person on a screen. */
  readonly waiting: Partial<Record<Screen, number>>;
  readonly location: string;
  readonly onStartContact: (() => void) | undefined;
  readonly onChangePassword: () => void;
  readonly onLock: () => void;
  readonly onSignOut: () => void;
};

export const TopBar = (props: Props) => {
  const { t } = useTranslation();
  return (
    <div className={classes.bar} style={{ height: props.height }}>
      <div className={classes.product}>
        <Logo />
        <span>{t('product')}</span>
      </div>
      <nav className={classes.nav} aria-label={t('frame.navigation')}>
        {props.screens.map((screen) => (
          <Link
            key={screen}
            href={paths[screen]}
            className={classes.link}
            aria-current={isWithin(screen, props.location) ? 'page' : undefined}
          >
            {t(`frame.${screen}`)}
            {(props.waiting[screen] ?? 0) > 0 && <span className={classes.waiting}>{props.waiting[screen]}</span>}
          </Link>
        ))}
      </nav>
      <Group gap={6} ml="auto" wrap="nowrap" miw={0}>
        {props.databaseLabel && (
          <div className={classes.database} title={props.databaseLabel}>
            <strong>{t('database.real')}</strong>
            <span>{props.databaseLabel}</span>
          </div>
        )}
        {props.onStartContact && (
          <Button
            variant="default"
            leftSection={<IconPhonePlus size={16} aria-hidden />}
            onClick={props.onStartContact}
          >
            {t('contact.start')}
          </Button>
        )}
        <Popover position="bottom-end" shadow="md">
          <Popover.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t('frame.help')}>
              <IconHelp size={18} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <Shortcuts />
          </Popover.Dropdown>
        </Popover>
        <Popover position="bottom-end" shadow="md">
          <Popover.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t('frame.appearance')}>
              <IconSunMoon size={18} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <Appearance />
          </Popover.Dropdown>
        </Popover>
        <Menu position="bottom-end" shadow="md" transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <Button
              variant="subtle"
              color="gray"
              className={classes.person}
              rightSection={<IconChevronDown size={14} aria-hidden />}
            >
              <span className={classes.lines}>
                <span className={classes.who}>{props.me.name}</span>
                <span className={classes.role}>{t(`role.${props.me.role}`)}</span>
              </span>
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={props.onChangePassword}>
              {t('newPassword.title')}
            </Menu.Item>
            <Menu.Item leftSection={<IconLock size={16} aria-hidden />} onClick={props.onLock}>
              {t('frame.lock')}
            </Menu.Item>
            <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={props.onSignOut}>
              {t('frame.signOut')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
    </div>
  );
};
