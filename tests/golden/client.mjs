// Phones that run the web client of the checkout beside this file: one command a line comes in, one answer a line goes out.
// Where a phone talks to the server, its request goes out as {"ask": text} and the server's answer comes in as the next line.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const web = process.argv[2];
const installed = createRequire(`${web}/package.json`);
const load = (name) => import(pathToFileURL(installed.resolve(name)).href);

await load('fake-indexeddb/auto');
const { createServer } = await load('vite');
const vite = await createServer({ root: web, configFile: false, logLevel: 'error', server: { middlewareMode: true }, appType: 'custom' });
const source = (name) => vite.ssrLoadModule(`/src/sync/${name}.ts`);
const [{ Store }, { exchange }, { Screen, withRows }, mutations, { uuid7, singletonId }] = await Promise.all(
  ['store', 'exchange', 'screen', 'mutation', 'ids'].map(source),
);

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const hear = async () => JSON.parse((await lines.next()).value);
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

class Refused extends Error {}

async function ask(request) {
  say({ ask: JSON.stringify(request) });
  const { status, answer } = await hear();
  if (status !== 200) throw new Refused(String(status));
  return answer;
}

const phones = new Map();

async function seen(store, record) {
  const { streams, reached } = await store.progress();
  const rows = (await Promise.all(streams.map(({ id }) => store.rows(id)))).flat();
  return new Screen(withRows(new Map(), rows), await store.outbox(), reached).get(record);
}

const acts = {
  open: ({ phone, device }) => void phones.set(phone, { store: new Store(phone), device }),
  singleton: ({ owner, entity }) => singletonId(owner, entity),
  async create({ phone, now, entity, stream, record, groups }) {
    const { store } = phones.get(phone);
    const id = record ?? uuid7(now);
    await store.enqueue(mutations.created(entity, stream, id, groups, await moment(store, now)));
    return id;
  },
  async edit({ phone, now, record, groups, names }) {
    const { store } = phones.get(phone);
    await store.enqueue(mutations.edited(await seen(store, record), groups, await moment(store, now), names));
  },
  async remove({ phone, now, record }) {
    const { store } = phones.get(phone);
    await store.enqueue(mutations.removed(await seen(store, record), await moment(store, now)));
  },
  async restore({ phone, now, record }) {
    const { store } = phones.get(phone);
    await store.enqueue(mutations.restored(await seen(store, record), await moment(store, now)));
  },
  async seen({ phone, record }) {
    return (await seen(phones.get(phone).store, record)) ?? null;
  },
  async sync({ phone, now, lost }) {
    const { store, device } = phones.get(phone);
    const send = async (request) => {
      const answer = await ask(request);
      if (lost) throw new Refused('the answer was lost');
      return answer;
    };
    try {
      await exchange(store, send, device, () => now, () => undefined);
    } catch (failure) {
      if (!(failure instanceof Refused)) throw failure;
    }
    return (await store.outbox()).length;
  },
};

async function moment(store, now) {
  const { offset } = await store.progress();
  return { at: now, offset, id: uuid7(now) };
}

for (let command = await hear(); command.do !== 'end'; command = await hear()) {
  try {
    say({ value: (await acts[command.do](command)) ?? null });
  } catch (failure) {
    say({ failure: failure.stack });
  }
}
await vite.close();
process.exit(0);
