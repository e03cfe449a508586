/** The certificate of a purge: what was erased, by which rule, by whom, and where it stands in the audit. */
import { tokyoDate, tokyoText } from '../rules/calendar.ts';
import type { PurgeCounts } from '../rules/purge.ts';
import { tableWords } from './holding-words.ts';
import { paperFile } from './paper.ts';

export type CertificateFacts = {
  readonly run: {
    readonly id: number;
    readonly through: string;
    readonly digest: string;
    readonly askedAt: string;
    readonly approvedAt: string | null;
    readonly startedAt: string | null;
    readonly endedAt: string | null;
    readonly firstSeq: number | null;
    readonly lastSeq: number | null;
  };
  readonly counts: PurgeCounts;
  /** Accounts that the run had planned to take. */
  readonly items: number;
  readonly askedBy: string;
  readonly approvedBy: string;
  readonly chain: number;
  readonly lastHash: string;
};

const number = (count: number): string => count.toLocaleString('ja-JP');
const moment = (at: string | null): string =>
  at === null ? '' : `${tokyoText(at).slice(0, 19).replace('T', ' ')}（日本時間）`;
/** In two lines of the same length, as it is compared by eye. */
const sum = (hash: string): string => hash.replace(/^(.{32})(.{32})$/, '$1\n$2');

export const certificate = ({ run, counts, items, askedBy, approvedBy, chain, lastHash }: CertificateFacts) =>
  paperFile({
    title: '個人情報 消去証明書',
    subtitle: `消去 ${run.id}　あかりデスク`,
    foot: `消去 ${run.id}　本書は個人情報を含みません。内部番号の一覧は別のファイル（CSV）です。`,
    madeOn: tokyoDate(run.endedAt ?? run.askedAt),
    blocks: [
      {
        kind: 'text',
        text: '保存期間（すべてのご契約の廃止から24か月）が終わったアカウントについて、次のとおり個人情報を消去したことを証明します。',
      },
      { kind: 'heading', text: '消去の内容' },
      {
        kind: 'facts',
        facts: [
          ['消去を終えた日時', moment(run.endedAt)],
          ['始めた日時', moment(run.startedAt)],
          ['根拠', '保存期間の終了後30日以内に消去する（業務規則 30）'],
          ['対象', `最後のご利用日が ${run.through} 以前のアカウント ${number(items)}件`],
          ['消去したアカウント', `${number(counts.accounts)}件`],
          ['消去したお客さま', `${number(counts.customers)}名（ほかのアカウントをお持ちの方を除く）`],
          ['消去しなかったアカウント', `${number(counts.kept)}件（保留、手続き中など。理由は一覧のとおり）`],
        ],
      },
      { kind: 'heading', text: '依頼と承認' },
      {
        kind: 'facts',
        facts: [
          ['依頼した管理者', `${askedBy}　${moment(run.askedAt)}`],
          ['承認した管理者', `${approvedBy}　${moment(run.approvedAt)}`],
          ['対象の照合値（SHA-256）', sum(run.digest)],
        ],
      },
      { kind: 'heading', text: '監査記録' },
      {
        kind: 'facts',
        facts: [
          ['チェーンと番号', `${chain}：${run.firstSeq ?? ''} ～ ${run.lastSeq ?? ''}`],
          ['最後の記録のハッシュ', sum(lastHash)],
        ],
      },
      { kind: 'heading', text: '消去した行の数' },
      {
        kind: 'table',
        head: ['内容', '表', '行'],
        widths: [0.5, 0.3, 0.2],
        rows: Object.entries(counts.rows)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([table, count]) => [tableWords[table] ?? table, table, number(count)]),
      },
      {
        kind: 'text',
        text:
          '検索のためのキーもあわせて消去しました。お客さま番号は、取込や復元で戻ることのないよう、鍵つきのハッシュ値としてのみ残ります。' +
          '消去の前に作成したバックアップには、保管の期限まで情報が残ります。',
      },
    ],
  });
