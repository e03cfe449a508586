import classes from './MailText.module.css';

/** A plain text as a receiver's program shows it. */
export const MailText = ({ children }: { readonly children: string }) => <pre className={classes.text}>{children}</pre>;
