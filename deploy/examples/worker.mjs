#!/usr/bin/env node
// Headrace example worker for tasks of type text.statistics. Node.js 18+, standard library only.
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';

const URL_ROOT = (process.env.HEADRACE_URL ?? 'http://127.0.0.1:8080').replace(/\/+$/, '');
const KEY = process.env.HEADRACE_API_KEY;
const [SLOTS, WAIT_MS] = [8, 3000];

const stopping = new AbortController(); // SIGTERM, SIGINT, or the server asked us to drain
const held = new Map(); // task id -> lease, for every task that has no outcome yet; the heartbeat keeps these alive

/** Sends JSON and returns the envelope's data; throws when that fails, with the HTTP status where there is one. */
async function call(path, body, method = 'POST') {
  const response = await fetch(`${URL_ROOT}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}: ${text}`), { status: response.status });
  return JSON.parse(text).data;
}

/** Counts lines and words. A word is a run of Unicode letters and digits, in lower case. */
async function statistics({ id, payload, attempt }) {
  if (payload.fail_first && attempt === 1) throw new Error('failing the first attempt, as the payload asks');
  const { text } = payload;
  if (typeof text !== 'string') throw new TypeError('text must be a string');
  const counts = new Map();
  for (const line of text.split('\n')) {
    await breathe(); // lets heartbeats and signals in; long work asks from time to time whether it is still wanted
    if (!held.has(id)) throw new DOMException('cancelled, or not ours any more', 'AbortError');
    const words = (line.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.toLowerCase());
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const top = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, 10);
  const lines = text.split('\n').length - (text === '' || text.endsWith('\n') ? 1 : 0);
  return { lines, words: [...counts.values()].reduce((sum, n) => sum + n, 0), top };
}

/** Runs one task and says how it ended, fenced by the number of its lease. */
async function outcome(task) {
  const answer = { task_id: task.id, lease: task.lease };
  try {
    return { ...answer, result: 'succeeded', output: await statistics(task) };
  } catch ({ constructor, name, message }) {
    if (name === 'AbortError') return { ...answer, result: 'released' }; // no attempt lost; ends a cancelled task
    const error = { type: constructor.name, message, retryable: constructor !== TypeError };
    return { ...answer, result: 'failed', error };
  }
}

async function heartbeat({ worker_id }) {
  const leases = [...held].map(([task_id, lease]) => ({ task_id, lease }));
  const reply = await call(`/workers/${worker_id}/heartbeat`, { leases });
  // stale: the lease is not ours any more; cancel: nobody wants the result
  for (const id of [...reply.stale, ...reply.cancel]) held.delete(id);
  if (reply.drain) stopping.abort();
}

async function register() {
  const worker = await call('/workers', { name: 'worker.mjs', types: ['text.statistics'], queues: [], slots: SLOTS });
  // A missed beat is ignored: the main loop sees the same and backs off; leases outlive a few of them.
  worker.timer = setInterval(() => heartbeat(worker).catch(() => {}), worker.heartbeat_ms).unref();
  console.log('registered as', worker.worker_id);
  return worker;
}

for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => stopping.abort());
const stopped = () => stopping.signal.aborted;
let [worker, outcomes, backoff] = [null, [], 200];
while (!stopped() || (outcomes.length > 0 && backoff < 2000)) {
  let reply;
  try {
    worker ??= await register();
    const room = { worker_id: worker.worker_id, max: SLOTS, wait_ms: WAIT_MS, outcomes };
    reply = stopped() ? await call('/leases/outcomes', { outcomes }) : await call('/leases', room);
  } catch (error) {
    if (error.status === 404 && worker) {
      clearInterval(worker.timer); // the server no longer knows us
      worker = null;
    }
    console.error('trying again:', error.message, error.cause?.code ?? '');
    const signal = stopped() ? undefined : stopping.signal;
    await pause(backoff * (0.5 + Math.random() / 2), null, { signal }).catch(() => {});
    backoff = Math.min(backoff * 2, 10_000);
    continue;
  }
  for (const told of reply.outcomes.filter(({ status }) => status !== 'accepted')) console.error('refused:', told);
  [outcomes, backoff] = [[], 200];
  for (const { id, lease } of reply.tasks ?? []) held.set(id, lease);
  for (const task of reply.tasks ?? []) {
    if (!stopped()) outcomes.push(await outcome(task));
    held.delete(task.id);
  }
}
if (worker) await call(`/workers/${worker.worker_id}`, undefined, 'DELETE'); // what we did not begin goes to others
process.exit(0);
