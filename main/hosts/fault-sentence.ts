// A database's fault as people read it where there is no page yet: in the terminal and in the window's error box.
import { type Diagnosis, diagnosisOf } from '../../db/diagnosis.ts';

const sentences: Record<Diagnosis, readonly [ja: string, en: string]> = {
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
    'あかりデスクのデータベースではありません。中は変更していません。',
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
  empty: [
    'データベースがまだ空です。管理者が akari migrate を実行してください。',
    'The database is still empty. An administrator must run "akari migrate".',
  ],
  'key-missing': [
    'データベースは暗号化されていて、鍵がありません。AKARI_KEY_FILE に鍵のファイルを指定するか、鍵を標準入力の1行目に入力してください。',
    'The database is encrypted and there is no key. Name a key file in AKARI_KEY_FILE, or type the key as the first line of stdin.',
  ],
  'wrong-key': [
    'この鍵ではデータベースを開けません。復旧キーの控えを確かめてください。データベースは変更していません。',
    'This key does not open the database. Check the recovery sheet. The database was left as it is.',
  ],
  'key-file': [
    'AKARI_KEY_FILE の鍵ファイルを使用できません。所有者だけが読める権限（0600）のファイルに、鍵を1行で書いてください。',
    'The key file in AKARI_KEY_FILE cannot be used. It must be readable by its owner only (0600) and hold the key in one line.',
  ],
  'no-tls': [
    'データベースサーバーが暗号化通信（TLS）に対応していません。サーバーの設定を管理者に確かめてください。',
    'The database server offers no TLS. Ask its administrator; sslmode=disable in the address goes without, readable on the way.',
  ],
  'certificate-untrusted': [
    'データベースサーバーの証明書を信頼できません。認証局の証明書を sslrootcert で指定してください。',
    "The database server's certificate is not trusted. Name its authority's certificate with sslrootcert.",
  ],
  'certificate-wrong-host': [
    'データベースサーバーの証明書が、接続先の名前と一致しません。接続先を確かめてください。',
    "The database server's certificate is for another name. Check the address.",
  ],
  'certificate-expired': [
    'データベースサーバーの証明書が有効期間外です。サーバーの管理者に更新を依頼してください。',
    "The database server's certificate is not valid today. Ask the server's administrator to renew it.",
  ],
  'host-not-found': [
    'データベースサーバーが見つかりません。ホスト名のつづりとネットワークを確かめてください。',
    'The database server was not found. Check how its host name is written, and the network.',
  ],
  'port-refused': [
    'サーバーはありますが、このポートではデータベースを受け付けていません。ポート番号を確かめてください。',
    'The server is there, but takes no database connection at this port. Check the port number.',
  ],
  timeout: [
    'データベースサーバーから応答がありません。ホスト名、ネットワーク、ファイアウォールを確かめてください。',
    'The database server does not answer. Check the host name, the network and the firewall.',
  ],
  'wrong-password': [
    'データベースのユーザー名かパスワードが違います。',
    "The database's user name or password is wrong.",
  ],
  'password-missing': [
    'データベースのパスワードが必要です。環境変数 PGPASSWORD に入れてください。',
    'The database wants a password. Put it into the variable PGPASSWORD.',
  ],
  'no-database': [
    'サーバーに、この名前のデータベースはありません。--db のデータベース名を確かめてください。',
    'The server has no database of this name. Check the name in --db.',
  ],
  'no-rights': [
    'データベースのユーザーに権限がありません。サーバーの管理者に確かめてください。',
    "The database's user has no right to this. Ask the server's administrator.",
  ],
  unreachable: [
    'データベースに接続できません。ネットワークと接続先を確認してください。',
    'The database cannot be reached. Check the network and the address.',
  ],
};

/** In both languages; an unknown word means a bug, which the log knows more of. */
export const faultSentenceOf = (fault: string): string =>
  (
    sentences[fault as Diagnosis] ?? [
      '予期しないエラーで開けません。akari.log を確認してください。',
      'It cannot be opened; akari.log says more.',
    ]
  ).join('\n');

/** Null where the error is none of the database's. */
export const faultSentence = (error: unknown): string | null => {
  const word = diagnosisOf(error);
  return word && faultSentenceOf(word);
};
