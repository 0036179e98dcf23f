/** Why a publisher is gone, in the words of the contract. */
export type End = 'STOPPED' | 'LOST' | 'KICKED' | 'SESSION_OVER' | 'LIMIT' | 'BAD_MEDIA';
