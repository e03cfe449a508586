import type { MenuItemConstructorOptions } from 'electron';
import type { Words } from './words.ts';

/** Electron's own labels are English everywhere, so every role is given ours. */
export const menuTemplate = (
  words: Words,
  platform: NodeJS.Platform,
  isPackaged: boolean,
): MenuItemConstructorOptions[] => {
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const isMac = platform === 'darwin';
  const quit: MenuItemConstructorOptions = { role: 'quit', label: words.quit };
  const first: MenuItemConstructorOptions = isMac
    ? {
        label: words.appMenu,
        submenu: [
          { role: 'about', label: words.about },
          line,
          { role: 'hide', label: words.hide },
          { role: 'hideOthers', label: words.hideOthers },
          { role: 'unhide', label: words.unhide },
          line,
          quit,
        ],
      }
    : { label: words.file, submenu: [quit] };
  return [
    first,
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        line,
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: 'zoomIn', label: words.zoomIn },
        { role: 'zoomOut', label: words.zoomOut },
        { role: 'resetZoom', label: words.resetZoom },
        line,
        { role: 'togglefullscreen', label: words.fullScreen },
        // For whoever works on the program itself; a packaged one has no developer tools to open.
        ...(isPackaged ? [] : [line, { role: 'toggleDevTools' } as const]),
      ],
    },
    ...(isMac
      ? [
          {
            label: words.window,
            submenu: [
              { role: 'minimize', label: words.minimize } as const,
              { role: 'close', label: words.close } as const,
            ],
          },
        ]
      : []),
  ];
};
