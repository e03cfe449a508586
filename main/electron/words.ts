// What the window's own menu and boxes say; everything else the agent reads stands in the page's locale files.

const ja = {
  appMenu: 'あかりデスク',
  file: 'ファイル',
  edit: '編集',
  view: '表示',
  window: 'ウインドウ',
  about: 'あかりデスクについて',
  hide: 'あかりデスクを隠す',
  hideOthers: 'ほかを隠す',
  unhide: 'すべてを表示',
  quit: '終了',
  undo: '取り消す',
  redo: 'やり直す',
  cut: '切り取り',
  copy: 'コピー',
  paste: '貼り付け',
  selectAll: 'すべて選択',
  zoomIn: '拡大',
  zoomOut: '縮小',
  resetZoom: '実際のサイズ',
  fullScreen: '全画面表示',
  minimize: 'しまう',
  close: '閉じる',
  setUpTitle: '初期設定コード',
  setUpDetail: '最初の管理者を登録する画面に入力してください。24時間有効で、一度だけ使えます。',
  copyCode: 'コピーして閉じる',
  stopTitle: 'データベースとの処理が停止しました',
  startsAgain:
    '処理を開始し直しています。直前の操作が済んでいるかを画面で確認し、済んでいなければもう一度行ってください。',
  staysStopped:
    '繰り返し停止したため、開始し直しません。あかりデスクを終了して開き直してください。続く場合は akari.log を管理者に渡してください。',
};

export type Words = typeof ja;

const en: Words = {
  appMenu: 'Akari Desk',
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  about: 'About Akari Desk',
  hide: 'Hide Akari Desk',
  hideOthers: 'Hide Others',
  unhide: 'Show All',
  quit: 'Quit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  resetZoom: 'Actual Size',
  fullScreen: 'Full Screen',
  minimize: 'Minimize',
  close: 'Close',
  setUpTitle: 'Set-up code',
  setUpDetail: 'Enter it on the page that registers the first administrator. It is valid for 24 hours and works once.',
  copyCode: 'Copy and close',
  stopTitle: 'The work on the database has stopped',
  startsAgain:
    'It is being started again. Check on the screen whether your last act was done; if not, do it once more.',
  staysStopped:
    'It has stopped again and again and is not started any more. Quit Akari Desk and open it anew. If it goes on, hand akari.log to your administrator.',
};

/** Japanese where the system speaks it, else English. */
export const wordsFor = (locale: string): Words => (/^ja\b/i.test(locale) ? ja : en);
