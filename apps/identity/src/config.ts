import { choice, secret, text, type Setting, type Settings } from '#service/settings.js';

const KEY_BYTES = 32;

export const settings = {
  tokenPrivateKey: secret('TOKEN_PRIVATE_KEY'),
  piiKey: key('PII_KEY'),
  piiIndexKey: key('PII_INDEX_KEY'),
  smsProvider: choice('SMS_PROVIDER', ['file'], { default: 'file' }),
  /** Where the provider "file" writes each message instead of sending it. */
  smsFile: text('SMS_FILE'),
  /** Whether mandates sleep until their holder has a second factor. */
  mandatesNeed: choice('MANDATES_NEED', ['password', 'second-factor'], { default: 'password' }),
  nodeEnv: text('NODE_ENV', { default: 'development' }),
  allowSmsFile: text('ALLOW_SMS_FILE', { default: '' }),
};

export type IdentitySettings = Settings<typeof settings>;

/** Codes in a file must never stand where people wait for them on their phones. */
export function assertSmsAllowed({ smsProvider, nodeEnv, allowSmsFile }: IdentitySettings): void {
  if (smsProvider === 'file' && nodeEnv === 'production' && allowSmsFile !== '1') {
    throw new Error('SMS_PROVIDER=file does not run with NODE_ENV=production unless ALLOW_SMS_FILE=1');
  }
}

/** 32 bytes in base64. */
function key(name: string): Setting<Buffer> {
  return {
    name,
    parse(text) {
      const bytes = Buffer.from(text, 'base64');
      if (bytes.length !== KEY_BYTES) throw new Error(`${KEY_BYTES} bytes in base64`);
      return bytes;
    },
  };
}
