import { type Changing, wayOf } from '../changing.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { ChangeAddress } from './ChangeAddress.tsx';
import { ChangeAmounts } from './ChangeAmounts.tsx';
import { ChangeApplicationPhone } from './ChangeApplicationPhone.tsx';
import { ChangeListed } from './ChangeListed.tsx';
import { ChangeLoginId } from './ChangeLoginId.tsx';
import { ChangeHolder, ChangeName } from './ChangeNames.tsx';
import { ChangeNotices } from './ChangeNotices.tsx';
import { ChangeStatus } from './ChangeStatus.tsx';
import { Flags } from './Flags.tsx';
import { Hold } from './Hold.tsx';
import { JoinAccounts } from './JoinAccounts.tsx';
import { MoveIn } from './MoveIn.tsx';
import { MoveOut, UndoMoveOut } from './MoveOut.tsx';

type Props = { readonly account: AccountRead; readonly changing: Changing; readonly onClose: () => void };

/** The dialog of the change that was chosen. */
export const Changes = ({ account, changing, onClose }: Props) => {
  const shared = { account, isAsking: wayOf(account.can, changing.what).isAsking, onClose };
  switch (changing.what) {
    case 'phone':
    case 'mail':
      return <ChangeListed {...shared} kind={changing.what} value={changing.value} />;
    case 'application-phone':
      return <ChangeApplicationPhone {...shared} contract={changing.contract} />;
    case 'address':
      return <ChangeAddress {...shared} />;
    case 'notices':
      return <ChangeNotices {...shared} />;
    case 'amounts':
      return <ChangeAmounts {...shared} />;
    case 'login-id':
      return <ChangeLoginId {...shared} />;
    case 'withdraw':
    case 'reopen':
      return <ChangeStatus {...shared} act={changing.what} />;
    case 'moveOut':
      return <MoveOut {...shared} />;
    case 'undoMoveOut':
      return <UndoMoveOut {...shared} />;
    case 'moveWithin':
    case 'moveIn':
      return <MoveIn {...shared} act={changing.what} />;
    case 'changeName':
      return <ChangeName {...shared} />;
    case 'changeHolder':
      return <ChangeHolder {...shared} />;
    case 'joinAccounts':
      return <JoinAccounts {...shared} />;
    case 'flags':
      return <Flags account={account} onClose={onClose} />;
    case 'hold':
      return <Hold account={account} onClose={onClose} />;
  }
};
