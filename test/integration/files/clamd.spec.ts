import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ClamdScanner } from '../../../src/platform/files/clamd-scanner.js';
import { INFECTION, type RunningClamd, SIGNATURE, startClamd } from '../../support/clamd.js';
import { aPdf, aZip } from '../../support/files.js';
import { aFreePort } from '../../support/processes.js';

const MEGABYTE = 1024 * 1024;

/** In parts of the size in which the database hands them out. */
async function* partsOf(content: Buffer, size = 256 * 1024): AsyncIterable<Buffer> {
  for (let at = 0; at < content.length; at += size) yield await Promise.resolve(content.subarray(at, at + size));
}

describe('a scan by Debian’s clamd', () => {
  let clamd: RunningClamd;
  let scanner: ClamdScanner;
  beforeAll(async () => {
    clamd = await startClamd();
    scanner = new ClamdScanner({ host: clamd.host, port: clamd.port });
  }, 60_000);
  afterAll(() => clamd.stop());

  const scan = (content: Buffer, size?: number) => scanner.scan(partsOf(content, size));

  it('passes what holds nothing, of any size up to what a document may have', async () => {
    expect(await scan(aPdf())).toEqual({ verdict: 'CLEAN' });
    expect(await scan(Buffer.alloc(20 * MEGABYTE, 'a'))).toEqual({ verdict: 'CLEAN' });
    expect(await scan(aPdf(), 1)).toEqual({ verdict: 'CLEAN' });
  });

  it('finds what its signature describes, also inside an Office document', async () => {
    const infected = { verdict: 'INFECTED', signature: `${SIGNATURE}.UNOFFICIAL` };
    expect(await scan(aPdf(INFECTION))).toEqual(infected);
    expect(await scan(aZip({ '[Content_Types].xml': '', 'word/document.xml': INFECTION }))).toEqual(infected);
    const late = Buffer.concat([Buffer.alloc(3 * MEGABYTE, 'a'), Buffer.from(INFECTION)]);
    expect(await scan(late)).toEqual(infected);
  });

  it('says so when clamd’s own limit is passed, and passes nothing', async () => {
    const result = await scan(Buffer.alloc(26 * MEGABYTE, 'a'));
    // It hangs up on whoever still sends; its last words may be lost with the connection.
    expect(result.verdict).toBe('NOT_SCANNED');
  });

  it('scans many at once', async () => {
    const texts = Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? INFECTION : 'well'));
    const results = await Promise.all(texts.map((text) => scan(aPdf(text))));
    expect(results.map(({ verdict }) => verdict)).toEqual(
      texts.map((text) => (text === INFECTION ? 'INFECTED' : 'CLEAN')),
    );
  });
});

describe('a scanner that is in trouble', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
  });

  /** Speaks INSTREAM only as far as a fault needs it; what clamd really says is asked of clamd above. */
  async function behaving(behave: (socket: Socket) => void): Promise<ClamdScanner> {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      behave(socket);
    });
    servers.push(server);
    const port = await aFreePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new ClamdScanner({ host: '127.0.0.1', port }, 300);
  }
  const answering = (answer: string, after: 'all' | 'first') => (socket: Socket) => {
    let last = Buffer.alloc(0);
    socket.on('data', (data) => {
      last = Buffer.concat([last, data]).subarray(-4);
      if (after === 'first' || last.equals(Buffer.alloc(4))) socket.end(answer);
    });
  };
  const reason = async (scanner: ClamdScanner, content = aPdf()) => {
    const result = await scanner.scan(partsOf(content));
    return result.verdict === 'NOT_SCANNED' ? result.reason : result.verdict;
  };

  it.each([
    ['nobody listens', null, 'UNREACHABLE'],
    ['it hangs up at once', (socket: Socket): void => void socket.destroy(), 'DROPPED'],
    ['it hangs up after the first bytes', answering('', 'first'), 'DROPPED'],
    ['it says nothing', (): void => undefined, 'TIMED_OUT'],
    ['it answers nonsense', answering('HTTP/1.1 400 Bad Request\r\n\r\n\0', 'all'), 'BAD_ANSWER'],
    ['it answers something like OK', answering('stream: OK, or nearly\0', 'all'), 'BAD_ANSWER'],
    ['it answers half of an OK', answering('stream: O', 'all'), 'DROPPED'],
    ['it reports an error', answering('stream: Can’t allocate memory ERROR\0', 'all'), 'BAD_ANSWER'],
    ['its limit is passed', answering('INSTREAM size limit exceeded. ERROR\0', 'all'), 'SIZE_LIMIT'],
    ['it answers well', answering('stream: OK\0', 'all'), 'CLEAN'],
  ] as const)('never passes a file: %s', async (_, behave, expected) => {
    const scanner = behave ? await behaving(behave) : new ClamdScanner({ host: '127.0.0.1', port: await aFreePort() });
    expect(await reason(scanner)).toBe(expected);
  });

  it('does not pass a file of which it has not read the end, whatever it says', async () => {
    const scanner = await behaving((socket) => {
      socket.once('data', () => {
        socket.write('stream: OK\0', () => socket.destroy());
      });
    });
    const large = Buffer.alloc(30 * MEGABYTE, 'a');
    expect(await reason(scanner, large)).not.toBe('CLEAN');
  });

  it('throws on a fault of the file itself: that is no answer about it', async () => {
    const scanner = await behaving(answering('stream: OK\0', 'all'));
    const broken = async function* (): AsyncIterable<Buffer> {
      yield await Promise.resolve(aPdf());
      throw new Error('the file cannot be read');
    };
    await expect(scanner.scan(broken())).rejects.toThrow('the file cannot be read');
  });

  it('is asked over its socket as well as over a port', async () => {
    const path = `/tmp/placeway-clamd-${process.pid}.sock`;
    const server = createServer(answering('stream: OK\0', 'all'));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const result = await new ClamdScanner({ path }, 300).scan(partsOf(aPdf()));
    expect(result).toEqual({ verdict: 'CLEAN' });
  });
});
