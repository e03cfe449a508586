import { IconFileUpload } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './FileDrop.module.css';

type Props = {
  readonly label: string;
  readonly hint: string;
  readonly accept: string;
  readonly isDisabled: boolean;
  readonly onFile: (file: File) => void;
};

/** A file is chosen with a click or a key, or dropped here. */
export const FileDrop = ({ label, hint, accept, isDisabled, onFile }: Props) => {
  const [isOver, setIsOver] = useState(false);
  const take = (files: FileList | null) => {
    const [file] = files ?? [];
    if (file && !isDisabled) onFile(file);
  };
  return (
    <label
      className={classes.zone}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <IconFileUpload size={28} aria-hidden />
      <span className={classes.lead}>{label}</span>
      <span className={classes.hint}>{hint}</span>
      <input
        type="file"
        className={classes.input}
        accept={accept}
        disabled={isDisabled}
        onChange={(event) => {
          take(event.currentTarget.files);
          // The same file may be chosen again after it has been mended.
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
};
