// The sync client once more, for Node 18 or newer and nothing else; sync_client.py is its twin.

const BATCH = 100;
const TIMEOUT = 10_000; // milliseconds

export class SyncFailed extends Error {}

export class SyncClient {
  constructor(apiKey, { url = 'https://api.getflipturn.com', tries = 5, sleep = wait } = {}) {
    Object.assign(this, { apiKey, url, tries, sleep });
  }

  /** All vehicles, page by page. */
  async *vehicles() {
    let query = '';
    for (;;) {
      const { data, pagination } = await this.call('GET', `/api/vehicles${query}`);
      yield* data;
      if (!pagination.hasNextPage) return;
      query = `?${new URLSearchParams({ nextPageCursor: pagination.nextPageCursor })}`;
    }
  }

  /** Make these [id, departures] the departures of the vehicles; gives [id, why] of those it failed for. */
  async sync(plan) {
    const failed = [];
    for (let start = 0; start < plan.length; start += BATCH) {
      const batch = plan.slice(start, start + BATCH);
      const vehicles = batch.map(([vehicleId, departureTimes]) => ({ vehicleId, departureTimes }));
      const { results } = await this.call('POST', '/api/departure-times/batch', { vehicles });
      results.forEach(({ outcome, error }, i) => outcome === 'error' && failed.push([batch[i][0], error]));
    }
    return failed;
  }

  async call(method, path, body) {
    let trouble;
    for (let attempt = 0; attempt < this.tries; attempt++) {
      if (attempt > 0) await this.sleep(trouble.seconds);
      trouble = { seconds: 2 ** attempt };
      try {
        const response = await this.send(method, path, body);
        const answer = await response.json();
        if (response.ok) return answer;
        trouble.text = `${response.status} ${answer.error}`;
        trouble.seconds = Number(response.headers.get('retry-after') ?? trouble.seconds);
        if (response.status !== 429 && response.status < 500) break;
      } catch (error) { // lost on the way; the same sync twice leaves the same departures
        trouble.text = error.cause?.code ?? error.name;
      }
    }
    throw new SyncFailed(`${method} ${path}: ${trouble.text}`);
  }

  send(method, path, body) {
    return fetch(this.url + path, {
      method,
      headers: { Authorization: `Bearer ${this.apiKey}`, 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT),
    });
  }
}

function wait(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
