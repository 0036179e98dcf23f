/** A line to MediaMTX, by the names it gives. */
export interface Connection {
  protocol: string;
  id: string;
}

/** What MediaMTX says of a stream. */
export interface Path {
  name: string;
  /** Seen by who reads; "ready" is how it was called until 1.16, and for some time after. */
  online?: boolean;
  ready?: boolean;
  source: { type: string; id: string } | null;
  inboundBytes?: number;
  bytesReceived?: number;
}

const PATIENCE_MS = 2_000;
const PAGE = 1_000;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// Protocols whose publishers are known by the same id where they ask, where they are listed and where they are kicked.
// One whose line is encrypted asks as "rtmp", too, and is kicked elsewhere.
const KICKED_AT: Record<string, string[]> = { rtmp: ['rtmpconns', 'rtmpsconns'], srt: ['srtconns'] };
const PROTOCOL_OF: Record<string, string> = { rtmpConn: 'rtmp', rtmpsConn: 'rtmp', srtConn: 'srt' };

export const isKickable = ({ protocol, id }: Connection) => Object.hasOwn(KICKED_AT, protocol) && ID.test(id);

export const isSeen = ({ online, ready }: Path) => online ?? ready ?? false;

export const bytesOf = ({ inboundBytes, bytesReceived }: Path) => inboundBytes ?? bytesReceived ?? 0;

/** Who streams there, as they asked. */
export const publisherOf = ({ source }: Path): Connection | undefined =>
  source ? { protocol: PROTOCOL_OF[source.type] ?? source.type, id: source.id } : undefined;

/** MediaMTX's control API, version 3, as far as we need it. */
export class ControlApi {
  constructor(private readonly url: string) {}

  async paths(): Promise<Path[]> {
    const all: Path[] = [];
    for (let page = 0, pages = 1; page < pages; page += 1) {
      const answer = await this.ask('GET', `paths/list?page=${page}&itemsPerPage=${PAGE}`);
      if (!answer) throw new Error('MediaMTX knows no list of its paths');
      const { items, pageCount } = (await answer.json()) as { items: Path[]; pageCount: number };
      all.push(...items);
      pages = pageCount;
    }
    return all;
  }

  /** Undefined where nobody streams or reads it. */
  async path(name: string): Promise<Path | undefined> {
    const answer = await this.ask('GET', `paths/get/${name}`);
    return answer && ((await answer.json()) as Path);
  }

  /** Cuts a line, where it is not cut yet. */
  async kick({ protocol, id }: Connection): Promise<void> {
    for (const kind of KICKED_AT[protocol] ?? []) {
      const answer = await this.ask('POST', `${kind}/kick/${id}`);
      await answer?.body?.cancel();
      if (answer) return;
    }
  }

  /** Undefined where there is no such thing. */
  private async ask(verb: 'GET' | 'POST', path: string): Promise<Response | undefined> {
    const answer = await fetch(`${this.url}/v3/${path}`, { method: verb, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) return answer;
    await answer.body?.cancel();
    if (answer.status === 404) return undefined;
    throw new Error(`MediaMTX answers ${verb} ${path} with ${answer.status}`);
  }
}
