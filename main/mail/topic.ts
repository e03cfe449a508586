/** Told whenever mail was queued, sent or came back, and when what it needs was set. */
export const outboxTopic = 'outbox';
/** An admin has mended what may have kept mail from leaving: whoever sends here looks at once. */
export const mendedTopic = 'mail-mended';
