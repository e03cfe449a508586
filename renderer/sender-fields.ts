// What every card says of its sender: the fields of the form in their order, each as long as its line on the card.
import type { Input } from '../main/contract/index.ts';

export type Sender = Input<'print.setSender'>['sender'];
export type SenderField = keyof Sender;

const limits: Record<SenderField, number> = {
  company: 24,
  postcode: 8,
  address: 40,
  postOffice: 8,
  returnTo: 60,
  service: 24,
  serviceAddress: 60,
  helpPhone: 20,
  helpHours: 40,
};
export const senderFields = Object.entries(limits).map(([field, limit]) => ({ field: field as SenderField, limit }));

export const emptySender: Sender = {
  company: '',
  postcode: '',
  address: '',
  postOffice: '',
  returnTo: null,
  service: '',
  serviceAddress: '',
  helpPhone: '',
  helpHours: '',
};

/** What the field holds as it would be printed. */
export const senderText = (sender: Sender, field: SenderField): string => sender[field] ?? '';

export const isWholeSender = (sender: Sender): boolean =>
  /^\d{3}-?\d{4}$/.test(sender.postcode.trim()) &&
  senderFields.every(({ field }) => field === 'returnTo' || senderText(sender, field).trim() !== '');
