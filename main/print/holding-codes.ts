/** What the database's codes mean, in the words that the screens have for them: a paper says nothing else. */
import screens from '../../renderer/locales/ja.json' with { type: 'json' };

type Words = Readonly<Record<string, string>>;

const actWords: Words = Object.fromEntries(
  Object.entries(screens.approvalAct).flatMap(([noun, verbs]) =>
    typeof verbs === 'string' ? [] : Object.entries(verbs).map(([verb, word]) => [`${noun}.${verb}`, word]),
  ),
);
const callBack: Words = screens.callBackState;

/** By table and column. */
const codeWords: Readonly<Record<string, Words>> = {
  'customer.kind': screens.customerKind,
  'contact_phone.source': {
    import: '顧客システムからの取込',
    console: 'コールセンターでの登録',
    portal: 'Webサービスでの登録',
  },
  'account.status': screens.accountStatus,
  'bill.state': { fixed: '確定', cancelled: screens.billState.cancelled },
  'bill.payment': { debit: '口座振替', card: screens.billState.card, slip: screens.billState.slip },
  'debit.result': { debited: screens.billState.debited, failed: screens.billState['debit-failed'] },
  'credential.state': { staged: '発行準備中', current: '有効', void: '無効' },
  'credential.last_failure_factor': screens.factor,
  'account_event.kind': screens.event,
  'contact.topic': screens.topic,
  'contact.outcome': { closed: '終了', failed: '本人確認できず終了', lapsed: '時間切れで終了' },
  'contact.category': screens.category,
  'contact.proxy_relation': screens.relation,
  'verification.fact': screens.fact,
  'verification.outcome': screens.proof,
  'call_back.state': callBack,
  'outbox.kind': screens.mailKind,
  'outbox.state': screens.mailState,
  'outbox.reason': screens.mailReason,
  'approval.act': actWords,
  'approval.state': screens.approvalState,
  'pending_change.field': screens.field,
  'pending_change.state': {
    pending: '顧客システムの確認待ち',
    confirmed: '確認済み',
    conflict: '顧客システムと不一致',
    kept: screens.conflictKept.ours,
    'given-up': screens.conflictKept.theirs,
  },
  'notice_card.kind': screens.mailKind,
  'notice_card.state': { waiting: '差出待ち', posted: '差出済' },
  'card_request.cause': screens.cardCause,
  'card_request.state': screens.cardState,
  'card_request.drop_code': screens.cardDrop,
  'card.state': screens.printedCard,
  'card.print_result': {
    printed: '印刷済',
    spoiled: '印刷不良',
    rerun: '刷り直し',
    pulled: screens.printedCard.pulled,
  },
  'card.return_reason': screens.returnReason,
  'disclosure.state': { open: '受付中', ...screens.disclosureState },
};

const yes = (is: string, not: string): Words => ({ 1: is, 0: not });
const flagWords: Readonly<Record<string, Words>> = {
  wants_notices: yes(screens.reach.noticesOn, screens.reach.noticesOff),
  wants_amounts: yes(screens.reach.amountsOn, screens.reach.amountsOff),
  is_protected: yes(screens.reach.protectedOn, screens.reach.protectedOff),
  is_mail_eligible: yes('対象', screens.mailReason['not-eligible']),
  is_initial: yes('はい', 'いいえ'),
};
const isFlag = /^(is|has|wants)_/;

export const isCode = (table: string, column: string): boolean =>
  `${table}.${column}` in codeWords || isFlag.test(column);

export const wordOf = (table: string, column: string, code: string): string | undefined =>
  isFlag.test(column) ? (flagWords[column] ?? yes('あり', 'なし'))[code] : codeWords[`${table}.${column}`]?.[code];
