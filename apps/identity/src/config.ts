import { secret, type Setting } from '#service/settings.js';

const KEY_BYTES = 32;

export const settings = {
  tokenPrivateKey: secret('TOKEN_PRIVATE_KEY'),
  piiKey: key('PII_KEY'),
  piiIndexKey: key('PII_INDEX_KEY'),
};

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
