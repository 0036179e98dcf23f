/** One way to bring a running picture into a `<video>`. */
export interface Playback {
  /** When what is seen now was filmed, by the server's clock, ms. */
  date(): number | undefined;
  close(): void;
}

export interface Ears {
  /** The publisher's line is gone; the next picture says that it is back. */
  lost(): void;
  over(): void;
  /** The network hesitates often, or does no longer. */
  weak(isWeak: boolean): void;
  /** This way does not work here. */
  failed(): void;
}

/** Where a stream is played. */
export interface Source {
  socketUrl: string;
  hlsUrl: string;
}
