import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { type NotScanned, type ScanResult, VirusScanner } from './virus-scanner.js';

/** As clamd documents it: a length of four bytes before each chunk, and one of nought at the end. */
const CHUNK_MAX = 256 * 1024;
const ANSWER_MAX = 4096;
const SIGNATURE_MAX = 200;

/** Where clamd listens: `tcp://host:port`, or the path of its socket. */
export type ClamdAddress = { readonly host: string; readonly port: number } | { readonly path: string };

/** Scans over clamd's INSTREAM protocol (clamd(8)), one connection a file. */
export class ClamdScanner extends VirusScanner {
  readonly isConfigured = true;

  constructor(
    private readonly address: ClamdAddress,
    /** How long clamd may be silent, while connecting, reading or thinking. */
    private readonly silenceMs = 30_000,
  ) {
    super();
  }

  async scan(content: AsyncIterable<Buffer>): Promise<ScanResult> {
    const talk = new Conversation(this.address, this.silenceMs);
    try {
      const sentAll = await send(talk, content);
      return resultOf(await talk.answer, sentAll);
    } finally {
      talk.end();
    }
  }
}

/** True when clamd took all of it. It hangs up early over a limit, and then its answer says why. */
async function send(talk: Conversation, content: AsyncIterable<Buffer>): Promise<boolean> {
  if (!(await talk.write(Buffer.from('zINSTREAM\0')))) return false;
  for await (const part of content) {
    for (let from = 0; from < part.length; from += CHUNK_MAX) {
      const chunk = part.subarray(from, from + CHUNK_MAX);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(chunk.length);
      if (!(await talk.write(Buffer.concat([length, chunk])))) return false;
    }
  }
  return talk.write(Buffer.alloc(4));
}

function resultOf({ text, fault }: Answer, sentAll: boolean): ScanResult {
  const found = /^stream: (.+) FOUND$/.exec(text);
  if (found) return { verdict: 'INFECTED', signature: printable(found[1] ?? '') };
  if (text === 'stream: OK' && sentAll) return { verdict: 'CLEAN' };
  return { verdict: 'NOT_SCANNED', reason: reasonOf(text, fault) };
}

function reasonOf(text: string, fault: Answer['fault']): NotScanned {
  if (/size limit exceeded/i.test(text)) return 'SIZE_LIMIT';
  if (fault !== null) return fault;
  return text === '' ? 'DROPPED' : 'BAD_ANSWER';
}

/** The name of a signature goes on a page and into a log: letters, digits and what signatures are written with. */
const printable = (name: string): string => name.replaceAll(/[^\w.:/()+ -]/g, '?').slice(0, SIGNATURE_MAX);

interface Answer {
  readonly text: string;
  readonly fault: 'UNREACHABLE' | 'TIMED_OUT' | 'DROPPED' | null;
}

/** One connection. Its answer always comes: as clamd's words, or as what went wrong. */
class Conversation {
  readonly answer: Promise<Answer>;
  private readonly socket: Socket;

  constructor(address: ClamdAddress, silenceMs: number) {
    this.socket = connect(address as NetConnectOpts);
    this.socket.setTimeout(silenceMs);
    this.answer = this.listen();
  }

  /** False when the connection is gone; waits until the bytes have left, so that no file stands in memory. */
  write(bytes: Buffer): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.socket.destroyed || this.socket.writableEnded) resolve(false);
      else this.socket.write(bytes, (error) => resolve(!error));
    });
  }

  end(): void {
    this.socket.destroy();
  }

  private listen(): Promise<Answer> {
    let [text, fault, connected] = ['', null as Answer['fault'], false];
    return new Promise((resolve) => {
      this.socket
        .on('connect', () => (connected = true))
        .on('data', (data) => {
          text = (text + data.toString('latin1')).slice(0, ANSWER_MAX);
          // A z-command is answered up to a null byte.
          if (text.includes('\0')) resolve({ text: text.slice(0, text.indexOf('\0')), fault: null });
        })
        .on('timeout', () => {
          fault = 'TIMED_OUT';
          this.socket.destroy();
        })
        .on('error', () => (fault ??= connected ? 'DROPPED' : 'UNREACHABLE'))
        .on('close', () => resolve({ text: '', fault: fault ?? (connected ? 'DROPPED' : 'UNREACHABLE') }));
    });
  }
}
