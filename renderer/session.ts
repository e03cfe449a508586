// Who sits at the desk. Given by the root once somebody has signed in.
import { createContext, useContext } from 'react';
import type { Output } from '../main/contract/index.ts';
import { useCall, useTopic } from './use-call.ts';

export type Status = Output<'desk.status'>;
export type Me = NonNullable<Status['me']>;
export type Contact = NonNullable<Output<'contact.current'>['contact']>;
export type Role = Me['role'];

export const SessionContext = createContext<Me | null>(null);

export const useMe = (): Me => {
  const me = useContext(SessionContext);
  if (!me) throw new Error('no one has signed in');
  return me;
};

export type Screen =
  | 'search'
  | 'callBacks'
  | 'cards'
  | 'incidents'
  | 'approvals'
  | 'conflicts'
  | 'mails'
  | 'imports'
  | 'purges'
  | 'mail'
  | 'staff'
  | 'closing'
  | 'settings'
  | 'audit';
/** Which screens a role finds in the frame; what it may do there, the answers say. */
export const screensOf: Record<Role, readonly Screen[]> = {
  agent: ['search', 'callBacks', 'cards', 'closing'],
  supervisor: ['search', 'callBacks', 'cards', 'closing', 'incidents', 'approvals', 'conflicts'],
  admin: ['search', 'cards', 'incidents', 'approvals', 'conflicts', 'mails', 'imports', 'purges', 'staff', 'settings'],
  auditor: ['audit', 'purges'],
};
export const takesCalls = (role: Role): boolean => screensOf[role].includes('callBacks');

/** The open telephone call of the person at the desk, or null; another tab of the same desk may begin or end it. */
export const useContact = (): Contact | null => {
  const { role } = useMe();
  useTopic(takesCalls(role) ? 'contact' : null, ['contact.current']);
  return useCall('contact.current', {}, { isEnabled: takesCalls(role) }).data?.contact ?? null;
};
