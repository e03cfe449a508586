import { Accordion, Button, Group, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Section } from '../parts/Section.tsx';
import { type Story, TourStory } from '../parts/TourStory.tsx';
import { useCall } from '../use-call.ts';
import classes from './Tour.module.css';

/** Kept in this browser: whether the tour is hidden, and what was ticked by hand in the demo of that day. */
type Kept = { readonly isHidden: boolean; readonly madeOn: string | null; readonly ticked: readonly string[] };
const nothingKept: Kept = { isHidden: false, madeOn: null, ticked: [] };

/** The demo's guided stories; steps tick themselves off by what the audit says was done. */
export const Tour = ({ onFind }: { readonly onFind: (text: string) => void }) => {
  const { t } = useTranslation();
  const tour = useCall('demo.tour', {});
  const [kept, setKept] = useLocalStorage<Kept>({
    key: 'akari.tour',
    defaultValue: nothingKept,
    getInitialValueInEffect: false,
  });
  if (!tour.data || tour.data.stories.length === 0) return null;
  const { madeOn, stories } = tour.data;
  const ticked = kept.madeOn === madeOn ? kept.ticked : [];
  const isTicked = (story: Story, step: string) => ticked.includes(`${story.story}.${step}`);
  const tick = (story: Story, step: string, isOn: boolean) => {
    const key = `${story.story}.${step}`;
    const others = ticked.filter((one) => one !== key);
    setKept({ ...kept, madeOn, ticked: isOn ? [...others, key] : others });
  };
  const hide = (isHidden: boolean) => setKept({ ...kept, isHidden });
  if (kept.isHidden) {
    return (
      <Group justify="flex-end">
        <Button variant="default" onClick={() => hide(false)}>
          {t('tour.show')}
        </Button>
      </Group>
    );
  }
  const countDone = (story: Story) => story.steps.filter(({ step, isDone }) => isDone ?? isTicked(story, step)).length;
  // What can be played now comes first.
  const inOrder = [...stories].sort((one, other) => Number(other.isForMe) - Number(one.isForMe));
  return (
    <Section
      title={t('tour.title')}
      aside={
        <Button variant="default" onClick={() => hide(true)}>
          {t('tour.hide')}
        </Button>
      }
    >
      <Text c="dimmed" fz="sm" mb="sm">
        {t('tour.sentence')}
      </Text>
      <Accordion variant="contained" classNames={{ label: classes.label }}>
        {inOrder.map((story) => {
          const done = countDone(story);
          return (
            <Accordion.Item key={story.story} value={story.story}>
              <Accordion.Control>
                <span className={classes.line}>
                  <span className={classes.title}>{t(`tour.story.${story.story}.title`)}</span>
                  <span className={classes.role}>{t(`role.${story.playedBy.role}`)}</span>
                  <span className={classes.progress}>
                    {done === story.steps.length
                      ? t('tour.finished')
                      : t('tour.progress', { n: done, all: story.steps.length })}
                  </span>
                </span>
              </Accordion.Control>
              <Accordion.Panel>
                <TourStory
                  story={story}
                  isTicked={(step) => isTicked(story, step)}
                  onTick={(step, isOn) => tick(story, step, isOn)}
                  onFind={onFind}
                />
              </Accordion.Panel>
            </Accordion.Item>
          );
        })}
      </Accordion>
    </Section>
  );
};
