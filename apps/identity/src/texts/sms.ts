export interface TextMessage {
  /** Given again when it is sent again: a provider that knows it sends once. */
  messageId: string;
  phone: string;
  text: string;
}

/** Carries short texts to phones. Its errors must not tell the number. */
export abstract class Sms {
  abstract send(message: TextMessage): Promise<void>;
}
