import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { connect, createServer } from 'node:net';

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function answersPing(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}

/**
 * Starts a real redis-server on a free loopback port. Nothing is written to disk unless `persist` is set.
 * @returns {Promise<{ url: string, port: number, pid: number, stop(signal?: NodeJS.Signals): Promise<void> }>}
 */
export async function startRedis(folder, { persist = false, port: wanted } = {}) {
  await mkdir(folder, { recursive: true });
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const port = wanted ?? (await freePort());
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    const child = spawn(
      'redis-server',
      [...settings, '--appendonly', persist ? 'yes' : 'no', '--loglevel', 'warning'],
      {
        stdio: 'ignore',
      },
    );
    const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
    let over = false;
    void ended.then(() => (over = true));
    for (let tries = 0; tries < 500 && !over; tries += 1) {
      if (await answersPing(port)) {
        const stop = async (signal = 'SIGTERM') => {
          child.kill(signal);
          await ended;
        };
        return { url: `redis://127.0.0.1:${port}`, port, pid: child.pid, stop };
      }
      await pause(20);
    }
    if (!over) child.kill('SIGKILL');
  }
  throw new Error('redis-server did not start; install it with: apt-get install -y redis-server');
}
