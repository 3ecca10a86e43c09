// Run as: flipturn-mock run --now 2026-02-01T00:00:00Z -- node --test tests/examples/sync_client.test.mjs

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';

import { SyncClient, SyncFailed } from './sync_client.mjs';

const url = process.env.FLIPTURN_API_URL;
const MORNING = { departureTime: '2026-02-05T06:00:00-05:00', shiftName: 'Morning Route' };

/** An organization of a test's own: a client with its key, and a way to its part of the control plane. */
function bench() {
  const organization = randomUUID();
  const naps = [];
  const client = new SyncClient(`test-org-${organization}`, { url, sleep: async (seconds) => naps.push(seconds) });
  const admin = async (method, path, body) => {
    const response = await fetch(`${url}/__admin/${path}?organization=${organization}`, {
      method,
      headers: body && { 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    return response.json();
  };
  return { client, admin, naps };
}

test('a departure arrives', async () => {
  const { client, admin } = bench();
  assert.deepEqual(await client.sync([[20, [MORNING]]]), []);
  const { departureTimes } = await admin('GET', 'state');
  assert.equal(departureTimes[0].departureTime, '2026-02-05T11:00:00.000Z');
});

test('all vehicles are read', async () => {
  const ids = [];
  for await (const { id } of bench().client.vehicles()) ids.push(id);
  assert.deepEqual(ids, [20, 21, 123, 456]);
});

test('a client that is too fast waits as long as it is told', async () => {
  const { client, admin, naps } = bench();
  await admin('POST', 'faults', { errorStatus: 429, retryAfter: 7, failRequestCount: 2 });
  await client.sync([[20, [MORNING]]]);
  assert.deepEqual(naps, [7, 7]);
});

test('an answer that is lost on the way leaves no departure twice', async () => {
  const { client, admin, naps } = bench();
  await admin('POST', 'faults', { fault: 'CONNECTION_RESET_BY_PEER', processed: true, failRequestCount: 1 });
  await client.sync([[20, [MORNING]]]);
  assert.deepEqual(naps, [1]);
  assert.equal((await admin('GET', 'requests')).requests.length, 2);
  assert.equal((await admin('GET', 'state')).departureTimes.length, 1);
});

test('what will not get better is not tried again', async () => {
  const { naps } = bench();
  const stranger = new SyncClient('a-key-of-nobody', { url, sleep: async (seconds) => naps.push(seconds) });
  await assert.rejects(stranger.sync([[20, [MORNING]]]), (error) =>
    error instanceof SyncFailed && error.message.endsWith('401 Invalid API key'));
  assert.deepEqual(naps, []);
});
