// Who may knock with what: the matrix, row by row, and what the door says to everybody else.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallName, contract } from '../../main/contract/index.ts';
import { type Role, type Row, roles } from '../../main/contract/row.ts';
import type { Desk } from '../../main/core.ts';
import { engines, openTestDesk, type TestDesk } from '../setup/desk.ts';

type Who = 'AS--' | 'ASM-' | '-S--' | '-SM-' | '--M-' | '--MU' | '---U' | 'ASMU' | 'anyone';

/** A agent, S supervisor, M admin, U auditor. Written down by hand: a new row belongs in here by decision. */
const matrix: { readonly [Name in CallName]: readonly [Row['kind'], Who] } = {
  'desk.status': ['read', 'anyone'],
  'desk.noteFault': ['host', 'anyone'],
  'desk.renewDemo': ['write', 'anyone'],
  'desk.setUp': ['write', 'anyone'],
  'demo.tour': ['read', 'ASM-'],
  'staff.signIn': ['write', 'anyone'],
  'staff.lock': ['write', 'ASMU'],
  'staff.unlock': ['write', 'ASMU'],
  'staff.signOut': ['write', 'ASMU'],
  'staff.list': ['read', '--M-'],
  'staff.invite': ['write', '--M-'],
  'staff.showInvite': ['audited-read', '--M-'],
  'staff.acceptInvite': ['write', 'anyone'],
  'staff.changeRole': ['write', '--M-'],
  'staff.setActive': ['write', '--M-'],
  'staff.changePassword': ['write', 'ASMU'],
  'account.search': ['read', 'ASM-'],
  'account.open': ['audited-read', 'ASM-'],
  'account.timeline': ['audited-read', 'ASM-'],
  'account.reveal': ['audited-read', 'AS--'],
  'account.unlock': ['write', 'AS--'],
  'customer.open': ['audited-read', 'ASM-'],
  'customer.openAccount': ['write', 'AS--'],
  'account.changePhone': ['write', 'AS--'],
  'account.changeApplicationPhone': ['write', 'AS--'],
  'account.changeAddress': ['write', 'AS--'],
  'account.changeMail': ['write', 'AS--'],
  'account.setNotices': ['write', 'AS--'],
  'account.setAmounts': ['write', 'AS--'],
  'account.changeLoginId': ['write', 'AS--'],
  'account.withdraw': ['write', 'AS--'],
  'account.reopen': ['write', 'AS--'],
  'account.setFlags': ['write', '-S--'],
  'account.setHold': ['write', '-S--'],
  'moving.check': ['audited-read', 'AS--'],
  'moving.moveOut': ['write', 'AS--'],
  'moving.undoMoveOut': ['write', 'AS--'],
  'moving.moveIn': ['write', 'AS--'],
  'moving.moveWithin': ['write', 'AS--'],
  'moving.changeName': ['write', 'AS--'],
  'moving.changeHolder': ['write', 'AS--'],
  'moving.joinAccounts': ['write', 'AS--'],
  'moving.closing': ['read', 'ASM-'],
  'noticeCard.list': ['read', 'ASM-'],
  'noticeCard.print': ['audited-read', '--M-'],
  'noticeCard.markPosted': ['write', '--M-'],
  'disclosure.list': ['read', '--M-'],
  'disclosure.record': ['write', '--M-'],
  'disclosure.file': ['audited-read', '--M-'],
  'disclosure.settle': ['write', '--M-'],
  'purge.overview': ['read', '--MU'],
  'purge.ask': ['write', '--M-'],
  'purge.stop': ['write', '--M-'],
  'purge.goOn': ['write', '--M-'],
  'purge.certificate': ['audited-read', '--MU'],
  'purge.ids': ['audited-read', '--MU'],
  'address.byPostcode': ['read', 'ASM-'],
  'pendingChange.list': ['read', '-SM-'],
  'pendingChange.open': ['audited-read', '-SM-'],
  'pendingChange.settle': ['write', '-SM-'],
  'approval.list': ['read', '-SM-'],
  'approval.open': ['audited-read', '-SM-'],
  'approval.decide': ['write', '-SM-'],
  'setting.list': ['read', 'ASMU'],
  'setting.history': ['read', '--MU'],
  'setting.change': ['write', '--M-'],
  'contact.current': ['read', 'AS--'],
  'contact.open': ['write', 'AS--'],
  'contact.attach': ['write', 'AS--'],
  'contact.tick': ['write', 'AS--'],
  'contact.check': ['write', 'AS--'],
  'contact.showNumber': ['audited-read', 'AS--'],
  'contact.reached': ['write', 'AS--'],
  'contact.setProxy': ['write', 'AS--'],
  'contact.note': ['write', 'AS--'],
  'contact.close': ['write', 'AS--'],
  'card.outlook': ['read', 'AS--'],
  'card.request': ['write', 'AS--'],
  'card.cancel': ['write', 'AS--'],
  'card.list': ['read', 'ASM-'],
  'card.openDropped': ['audited-read', '-SM-'],
  'card.mend': ['write', '-SM-'],
  'card.requeue': ['write', '-SM-'],
  'card.history': ['read', 'ASM-'],
  'card.returned': ['write', '--M-'],
  'mail.settings': ['read', '--M-'],
  'mail.setSending': ['write', '--M-'],
  'mail.keepPassword': ['write', '--M-'],
  'mail.test': ['audited-read', '--M-'],
  'mail.texts': ['read', '--M-'],
  'mail.setText': ['write', '--M-'],
  'mail.previewText': ['read', '--M-'],
  'mail.textHistory': ['read', '--M-'],
  'mail.outbox': ['read', '--M-'],
  'mail.retryNow': ['write', '--M-'],
  'mail.demoMailbox': ['read', 'ASM-'],
  'mail.demoMail': ['read', 'ASM-'],
  'incident.record': ['write', '-SM-'],
  'incident.list': ['read', '-SM-'],
  'incident.report': ['write', '-SM-'],
  'calendar.list': ['read', '--M-'],
  'calendar.set': ['write', '--M-'],
  'bill.list': ['audited-read', 'AS--'],
  'bill.pdf': ['audited-read', 'AS--'],
  'bill.csv': ['audited-read', 'AS--'],
  'bill.visibility': ['read', 'AS--'],
  'bill.whyNoMail': ['read', 'AS--'],
  'resend.look': ['read', 'AS--'],
  'resend.preview': ['audited-read', 'AS--'],
  'resend.send': ['write', 'AS--'],
  'resend.confirmation': ['write', 'AS--'],
  'resend.history': ['read', 'AS--'],
  'resend.failed': ['read', '--M-'],
  'resend.all': ['write', '--M-'],
  'bill.sender': ['read', '--M-'],
  'bill.setSender': ['write', '--M-'],
  'batch.list': ['read', '--M-'],
  'batch.open': ['read', '--M-'],
  'batch.make': ['write', '--M-'],
  'batch.generate': ['write', '--M-'],
  'batch.showPassphrase': ['audited-read', '--M-'],
  'batch.notePassphrase': ['write', '--M-'],
  'batch.cancelJob': ['write', '--M-'],
  'batch.undo': ['write', '--M-'],
  'batch.undoPart': ['write', '--M-'],
  'batch.file': ['audited-read', '--M-'],
  'batch.offer': ['read', '--M-'],
  'batch.results': ['write', '--M-'],
  'batch.pull': ['write', '--M-'],
  'batch.pullAll': ['write', '--M-'],
  'batch.post': ['write', '--M-'],
  'print.settings': ['read', '--M-'],
  'print.setSender': ['write', '--M-'],
  'print.setHouseKey': ['write', '--M-'],
  'print.sample': ['audited-read', '--M-'],
  'callBack.list': ['read', 'AS--'],
  'callBack.promise': ['write', 'AS--'],
  'callBack.settle': ['write', 'AS--'],
  'audit.list': ['read', '---U'],
  'audit.choices': ['read', '---U'],
  'audit.export': ['audited-read', '---U'],
  'audit.verify': ['read', '---U'],
  'audit.head': ['audited-read', '---U'],
  'import.list': ['read', '--M-'],
  'import.offer': ['read', '--M-'],
  'import.look': ['read', '--M-'],
  'import.start': ['write', '--M-'],
  'import.cancel': ['write', '--M-'],
  'import.continue': ['write', '--M-'],
  'import.rejects': ['audited-read', '--M-'],
  'start.status': ['host', 'anyone'],
  'start.rest': ['host', 'anyone'],
  'start.drawKey': ['host', 'anyone'],
  'start.makeLocal': ['host', 'anyone'],
  'start.openLocal': ['host', 'anyone'],
  'start.openDemo': ['host', 'anyone'],
  'start.testRemote': ['host', 'anyone'],
  'start.openRemote': ['host', 'anyone'],
  'start.retry': ['host', 'anyone'],
};
const rolesOf = (who: Who): readonly Role[] | 'anyone' =>
  who === 'anyone' ? who : roles.filter((_, index) => who.charAt(index) !== '-');
const names = Object.keys(contract) as CallName[];
const openWhileLocked = [
  ...['desk.status', 'staff.signIn', 'staff.lock', 'staff.unlock', 'staff.signOut'],
  ...names.filter((name) => contract[name].kind === 'host'),
];

describe('the contract', () => {
  it('has exactly the rows that were decided on', () => {
    expect(names.toSorted()).toEqual(Object.keys(matrix).toSorted());
  });

  it.each(names)('lets exactly the decided roles call %s', (name) => {
    const row: Row = contract[name];
    const [kind, who] = matrix[name] ?? [];
    expect([row.kind, row.roles]).toEqual([kind, who && rolesOf(who)]);
  });

  it('keeps a locked screen locked for all but looking at it, its password and leaving', () => {
    const open = names.filter((name) => (contract[name] as Row).isOpenWhileLocked);
    expect(open.toSorted()).toEqual(openWhileLocked.toSorted());
  });

  it('has a request id in every write of a signed-in person but those of the session itself', () => {
    const without = names.filter((name) => {
      const row: Row = contract[name];
      return row.kind === 'write' && !('requestId' in row.input.shape);
    });
    expect(without).toEqual([
      'desk.renewDemo',
      'desk.setUp',
      'staff.signIn',
      'staff.lock',
      'staff.unlock',
      'staff.signOut',
      'staff.acceptInvite',
      'staff.changePassword',
    ]);
  });

  it('keeps free text, passwords and what a caller said out of every digest', () => {
    const spoken =
      /password|note|said|code|admins|login|reason|number|address|postcode|^line$|building|department|careOf|^old$|^next$/i;
    // A reason chosen from a list is a code.
    const chosen = ['account.unlock reason'];
    for (const name of names) {
      const row: Row = contract[name];
      if (row.kind !== 'write') continue;
      const fields = Object.keys(row.input.shape).filter(
        (field) => spoken.test(field) && !chosen.includes(`${name} ${field}`),
      );
      expect(
        fields.filter((field) => !row.secretInput?.includes(field)),
        name,
      ).toEqual([]);
    }
  });
});

describe.each(engines)('the door on %s', (engine) => {
  let test: TestDesk;
  const desks = new Map<Role, Desk>();
  let stranger: Desk;

  beforeAll(async () => {
    test = await openTestDesk(engine);
    for (const role of roles) desks.set(role, await test.signIn(role));
    stranger = test.core.connect('http', 'nobody has signed in here');
  });
  afterAll(() => test.close());

  // An input that no row takes: the door asks who before it asks what, and nothing is done in either case.
  const nonsense = { nonsense: true };

  it.each(names)(
    '%s: answers its roles, turns the others away, and knows nobody who has not signed in',
    async (name) => {
      const who = rolesOf(matrix[name][1]);
      for (const [role, desk] of desks) {
        const reply = await desk.callAny(name, nonsense);
        if (who === 'anyone' || who.includes(role))
          expect(reply, role).toMatchObject({ ok: false, error: 'bad-input' });
        else expect(reply, role).toEqual({ ok: false, error: 'not-allowed', detail: { roles: [...who] } });
      }
      const reply = await stranger.callAny(name, nonsense);
      if (who === 'anyone') expect(reply).toMatchObject({ ok: false, error: 'bad-input' });
      else expect(reply).toEqual({ ok: false, error: 'not-signed-in', detail: null });
    },
  );

  it.each(names.filter((name) => !openWhileLocked.includes(name)))('%s: waits behind a locked screen', async (name) => {
    for (const desk of desks.values()) {
      await desk.call('staff.lock', {});
      expect(await desk.callAny(name, nonsense)).toEqual({ ok: false, error: 'session-locked', detail: null });
    }
  });

  it.each([
    '',
    'account',
    'account.unlock ',
    'Account.unlock',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
  ])('knows no call named "%s"', async (name) => {
    for (const desk of [stranger, ...desks.values()])
      expect(await desk.callAny(name, {})).toEqual({
        ok: false,
        error: 'bad-input',
        detail: { issues: [{ path: '', code: 'unknown-call' }] },
      });
  });
});
