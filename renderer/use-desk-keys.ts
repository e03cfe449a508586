import { useEffect } from 'react';
import { useLocation } from 'wouter';

export const searchBoxId = 'search-box';
export const contactPanelId = 'contact-panel';

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** From every screen `/` leads to the search box, and F2 to the open telephone call. */
export const useDeskKeys = (isOn: boolean): void => {
  const [, goTo] = useLocation();
  useEffect(() => {
    if (!isOn) return;
    const hear = (event: KeyboardEvent) => {
      // A dialog is finished or closed first: what was typed in it must not be left behind.
      if (document.querySelector('[aria-modal="true"]')) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'F2') document.querySelector<HTMLElement>(`#${contactPanelId} input`)?.focus();
      if (event.key !== '/' || isTyping(event.target)) return;
      event.preventDefault();
      const box = document.getElementById(searchBoxId);
      // On other screens the box takes the focus itself when it comes up.
      if (box) box.focus();
      else goTo('/');
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [isOn, goTo]);
};
