import { Anchor, Checkbox, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';
import { useWords } from '../words.ts';
import classes from './TourStory.module.css';

export type Story = Output<'demo.tour'>['stories'][number];
type Props = {
  readonly story: Story;
  /** By hand, for what only the person at the desk knows. */
  readonly isTicked: (step: string) => boolean;
  readonly onTick: (step: string, isTicked: boolean) => void;
  readonly onFind: (text: string) => void;
};

/** One call to play through: what the caller says, whom to look for, what to do, and what the rules say. */
export const TourStory = ({ story, isTicked, onTick, onFind }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useWords();
  const said = {
    name: story.name,
    customerNo: story.customerNo,
    birthOn: story.birthOn ? tokyo.date(story.birthOn) : '',
    endedOn: story.endedOn ? tokyo.date(story.endedOn) : '',
    visibleThrough: story.visibleThrough ? tokyo.date(story.visibleThrough) : '',
  };
  return (
    <Stack gap="xs" className={classes.story}>
      {!story.isForMe && (
        <Text fz="sm" fw={700}>
          {t('tour.playedBy', { role: t(`role.${story.playedBy.role}`), name: story.playedBy.name })}
        </Text>
      )}
      <dl className={classes.facts}>
        <dt>{t('tour.caller')}</dt>
        <dd className={classes.caller}>{t(`tour.story.${story.story}.caller`, said)}</dd>
        <dt>{t('tour.find')}</dt>
        <dd>
          <Anchor component="button" type="button" fz="sm" onClick={() => onFind(story.loginId)}>
            {story.loginId}
          </Anchor>
        </dd>
        <dt>{t('tour.rules')}</dt>
        <dd>{t(`tour.story.${story.story}.rules`, said)}</dd>
        <dt>{t('tour.steps')}</dt>
        <dd>
          <ol className={classes.steps}>
            {story.steps.map(({ step, isDone }) => (
              <li key={step}>
                <Checkbox
                  label={words.t(`tour.step.${step}`, 'tour.steps')}
                  checked={isDone ?? isTicked(step)}
                  aria-readonly={isDone !== null}
                  className={isDone === null ? undefined : classes.known}
                  onChange={(event) => isDone === null && onTick(step, event.currentTarget.checked)}
                />
              </li>
            ))}
          </ol>
        </dd>
      </dl>
    </Stack>
  );
};
