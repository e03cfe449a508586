import { Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Status } from '../session.ts';
import classes from './DemoStaff.module.css';

type Person = Status['demoStaff'][number];
type Props = {
  readonly staff: readonly Person[];
  readonly isBusy: boolean;
  readonly onChoose: (person: Person) => void;
};

/** The demo's people, one press to sign in as each. */
export const DemoStaff = ({ staff, isBusy, onChoose }: Props) => {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="demo-staff">
      <Title order={2} id="demo-staff">
        {t('signIn.demoTitle')}
      </Title>
      <Text c="dimmed" mb="xs">
        {t('signIn.demoSentence')}
      </Text>
      <Stack gap={6}>
        {staff.map((person) => (
          <UnstyledButton
            key={person.login}
            className={classes.person}
            disabled={isBusy}
            onClick={() => onChoose(person)}
          >
            <span className={classes.role}>{t(`role.${person.role}`)}</span>
            <span className={classes.name}>{person.name}</span>
            <code>
              {person.login} / {person.password}
            </code>
          </UnstyledButton>
        ))}
      </Stack>
    </section>
  );
};
