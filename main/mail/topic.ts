/** Told whenever mail was queued, sent or came back, and when what it needs was set. */
export const outboxTopic = 'outbox';
