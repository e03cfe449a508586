// A database's fault as people read it where there is no page yet: in the terminal and in the window's error box.
import { type DatabaseFault, faultOf } from '../db/fault.ts';

const sentences: Record<DatabaseFault, readonly [ja: string, en: string]> = {
  missing: [
    'データベースが見つかりません。--db で場所を指定してください。',
    'The database is not there. Name one with --db.',
  ],
  locked: [
    'データベースを別のプログラムが使用しています。終了してからお試しください。',
    'Another program holds the database. Close it and try again.',
  ],
  'read-only': [
    'データベースに書き込めません。ファイルの権限を確認してください。',
    'The database cannot be written. Check the permissions of its file.',
  ],
  full: [
    'ディスクの空きがないため、データベースに書き込めません。',
    'The disk is full or failing; the database cannot be written.',
  ],
  newer: [
    'このデータベースは新しい版のあかりデスクで作成されています。あかりデスクを更新してください。',
    'The database was made by a newer Akari Desk. Update this program.',
  ],
  older: [
    'データベースの準備ができていません。管理者が akari migrate を実行してください。',
    'The database is not prepared. An administrator must run "akari migrate".',
  ],
  'not-ours': [
    'あかりデスクのデータベースではありません。ファイルは変更していません。',
    'This is not a database of Akari Desk. It was left as it is.',
  ],
  corrupt: [
    'データベースが壊れています。バックアップから復元してください。',
    'The database is damaged. Restore it from a backup.',
  ],
  refused: [
    'データベースへの接続が拒否されました。ユーザー名・パスワード・権限を確認してください。',
    'The database refused the connection. Check user, password and permissions.',
  ],
  unreachable: [
    'データベースに接続できません。ネットワークと接続先を確認してください。',
    'The database cannot be reached. Check the network and the address.',
  ],
};

/** In both languages; an unknown word means a bug, which the log knows more of. */
export const faultSentenceOf = (fault: string): string =>
  (
    sentences[fault as DatabaseFault] ?? [
      '予期しないエラーで開けません。akari.log を確認してください。',
      'It cannot be opened; akari.log says more.',
    ]
  ).join('\n');

/** Null where the error is none of the database's. */
export const faultSentence = (error: unknown): string | null => {
  const fault = faultOf(error);
  return fault && faultSentenceOf(fault);
};
