/** For the record: what somebody would know their phone by. */
export const deviceName = (): string => /\(([^;)]+;[^;)]+)/.exec(navigator.userAgent)?.[1]?.slice(0, 60) ?? '';
