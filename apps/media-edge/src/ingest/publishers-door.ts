/** Where publishers come in, whoever speaks to them. */
export interface PublishersDoor {
  /** The port it is at. */
  open(): Promise<number>;
  close(): Promise<void>;
  /** What keeps it from letting publishers in. */
  readonly missing: Record<string, string>;
}
