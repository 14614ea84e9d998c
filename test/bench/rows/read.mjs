import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Controller, Get, HttpException, Module, Param, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { aCouncil, freePort, statementsOf, withService } from '../service.mjs';
import { median, projectRoot } from '../support.mjs';

const CONNECTIONS = 20;
const SECONDS = 6;
const ROUNDS = 3;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * One record as JSON, against a bare handler of the same framework that does the same work and nothing else: looks the
 * token up, checks the id, opens a transaction with the same settings for row security, sends the same statement over
 * the same pool. Both in this process, in turns, loaded by a process of its own.
 */
export function readOne() {
  return withService({ demonstration: false }, async ({ app, url }) => {
    const council = await aCouncil(app);
    const address = `${url}/api/v1/organisations/${council.schoolId}`;
    const headers = { authorization: `Bearer ${council.token}` };
    const plain = await fetch(address, { headers });
    if (plain.status !== 200) throw new Error(`${address} answered ${plain.status}`);
    const keys = Object.keys(await plain.json());
    const statements = await statementsOf(() => fetch(address, { headers }));
    const bare = await bareService(app, statements, keys);
    try {
      const same = await fetch(`${bare.url}/bare/${council.schoolId}`, { headers });
      if (same.status !== 200) throw new Error(`The bare handler answered ${same.status}`);
      const [ours, theirs] = [[], []];
      await load(address, council.token, 2);
      await load(`${bare.url}/bare/${council.schoolId}`, council.token, 2);
      for (let round = 0; round < ROUNDS; round += 1) {
        ours.push(await load(address, council.token, SECONDS));
        theirs.push(await load(`${bare.url}/bare/${council.schoolId}`, council.token, SECONDS));
      }
      const ratios = ours.map((rate, round) => rate / theirs[round]);
      const note = `${CONNECTIONS} connections, ${ROUNDS} × ${SECONDS} s each in turns; ${statements.length} statements`;
      return [
        { row: 'JSON read, against a bare handler', value: median(ratios), unit: '', target: '>= 0.60', note },
        { row: 'JSON read', value: median(ours), unit: 'requests/s' },
        { row: 'JSON read, bare handler', value: median(theirs), unit: 'requests/s' },
      ];
    } finally {
      await bare.app.close();
    }
  });
}

async function load(url, token, seconds) {
  const script = join(projectRoot, 'test/bench/load.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, url, token, CONNECTIONS, seconds]);
  return Number(stdout);
}

/** The same statements as the service sent, by hand. */
async function bareService(service, statements, keys) {
  const pool = service.get(DataSource, { strict: false }).driver.master;
  const find = (shape) => {
    const found = statements.find(({ text }) => shape.test(text));
    if (!found) throw new Error(`The service sent no ${shape}: ${statements.map(({ text }) => text).join(' | ')}`);
    return found;
  };
  const [tokens, settings, record] = [find(/identity_token/), find(/set_config/), find(/FROM "?organisation"?/i)];

  class BareController {
    async read(request, id) {
      const [, token] = /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(request.headers.authorization ?? '') ?? [];
      if (!token || !UUID.test(id)) throw new HttpException('no', 404);
      const hash = createHash('sha256').update(token).digest();
      const known = await pool.query(tokens.text, [hash, new Date()]);
      if (known.rows.length === 0) throw new HttpException('no', 401);
      const client = await pool.connect();
      try {
        await client.query('START TRANSACTION');
        await client.query(settings.text, settings.values);
        const { rows } = await client.query(record.text, record.values);
        await client.query('COMMIT');
        if (rows.length === 0) throw new HttpException('no', 404);
        const values = Object.values(rows[0]);
        return Object.fromEntries(keys.map((key, at) => [key, values[at] ?? null]));
      } finally {
        client.release();
      }
    }
  }
  decorate(BareController, 'read', [Get('bare/:id')], [Req(), Param('id')]);
  Controller()(BareController);
  class BareModule {}
  Module({ controllers: [BareController] })(BareModule);
  const app = await NestFactory.create(BareModule, { logger: false });
  const port = await freePort();
  await app.listen(port, '127.0.0.1');
  return { app, url: `http://127.0.0.1:${port}` };
}

function decorate(type, method, forMethod, forParameters) {
  const property = Object.getOwnPropertyDescriptor(type.prototype, method);
  for (const one of forMethod) one(type.prototype, method, property);
  for (const [at, one] of forParameters.entries()) one(type.prototype, method, at);
}
