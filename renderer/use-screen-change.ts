import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isWithin } from './screen-paths.ts';
import type { Screen } from './session.ts';

/** What is left of a screen that has gone, or led here: from there the new screen takes the focus, and from nowhere else. */
const isLeftBehind = (element: Element | null): boolean =>
  element === null || element === document.body || (element.closest('header') !== null && !element.closest('main'));

/** Calls back once the screen's heading stands there, which may be after its code and its data have come. */
const onHeading = (found: (heading: HTMLElement) => void): (() => void) => {
  const look = (): boolean => {
    const heading = document.querySelector<HTMLElement>('main h1');
    // The screen before stays, hidden, until the code of the next one has come.
    if (!heading?.checkVisibility()) return false;
    found(heading);
    return true;
  };
  const observer = new MutationObserver(() => look() && observer.disconnect());
  if (!look()) observer.observe(document.body, { childList: true, subtree: true });
  return () => observer.disconnect();
};

/**
 * A change of screen is told: the window is named after the screen, and its heading is read out and is where Tab goes on.
 * Never after a customer: browsers keep the names of pages.
 */
export const useScreenChange = (location: string, screens: readonly Screen[]): void => {
  const { t, i18n } = useTranslation();
  const shown = useRef(location);
  const screen = screens.find((one) => isWithin(one, location));
  const title = screen ? t('frame.titleOf', { screen: t(`frame.${screen}`), product: t('product') }) : t('product');
  useEffect(() => {
    document.title = title;
    // Signing out and the lock are no screens.
    return () => {
      document.title = i18n.t('product');
    };
  }, [title, i18n]);
  useEffect(() => {
    if (shown.current === location) return;
    shown.current = location;
    return onHeading((heading) => {
      if (!isLeftBehind(document.activeElement)) return;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    });
  }, [location]);
};
