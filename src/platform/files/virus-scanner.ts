/** What a scan says. Only CLEAN is a pass: whatever could not be read to its end has not been scanned. */
export type ScanResult =
  | { readonly verdict: 'CLEAN' }
  | { readonly verdict: 'INFECTED'; readonly signature: string }
  | { readonly verdict: 'NOT_SCANNED'; readonly reason: NotScanned };

/** Why nothing was found out. None of them says anything about the file. */
export type NotScanned = 'NO_SCANNER' | 'UNREACHABLE' | 'TIMED_OUT' | 'DROPPED' | 'SIZE_LIMIT' | 'BAD_ANSWER';

/** The port for scanning uploads. */
export abstract class VirusScanner {
  /** Whether a scanner is configured at all; pages say so where none is. */
  abstract readonly isConfigured: boolean;
  /** Reads the stream at most once. A fault of the stream itself is thrown. */
  abstract scan(content: AsyncIterable<Buffer>): Promise<ScanResult>;
}

/** Without a scanner nothing is ever clean: uploads wait. */
export class NoScanner extends VirusScanner {
  readonly isConfigured = false;
  scan(): Promise<ScanResult> {
    return Promise.resolve({ verdict: 'NOT_SCANNED', reason: 'NO_SCANNER' });
  }
}
