import { type ReturnedCard, useCardWords } from '../card-words.ts';
import { ToneNote } from './ToneNote.tsx';

/** The last card came back: what to ask the caller before another one is sent. */
export const ReturnedNote = ({ returned }: { readonly returned: ReturnedCard | null | undefined }) => {
  const words = useCardWords();
  if (!returned) return null;
  return <ToneNote tone={returned.needs === null ? 'quiet' : 'warn'}>{words.returned(returned)}</ToneNote>;
};
