import { useEffect } from 'react';
import { useLocation } from 'wouter';

export const searchBoxId = 'search-box';

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** `/` leads to the search box from every screen. */
export const useSearchKey = (isOn: boolean): void => {
  const [, goTo] = useLocation();
  useEffect(() => {
    if (!isOn) return;
    const hear = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
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
