// What the device keeps: an IndexedDB of four stores. Scans wait in `queue` until the server has
// them; nothing else is needed to send them, so they outlive every key and every session.

const NAME = "usher";
const VERSION = 1;

let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      const base = asked.result;
      base.createObjectStore("facts"); // key of the roster, cursor, lists, the device itself
      base.createObjectStore("buckets"); // people and admissions, encrypted
      base.createObjectStore("queue", { keyPath: "nonce" });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      asked.result.onclose = () => (opening = null);
      resolve(asked.result);
    };
    asked.onerror = () => {
      opening = null;
      reject(asked.error);
    };
  });
  return opening;
}

async function run(stores, mode, work) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(stores, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result instanceof IDBRequest ? result.result : result);
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    result = work(transaction);
  });
}

// Go on with what a request brought; without room nothing of the transaction is kept.
function then(asked, work) {
  asked.onsuccess = () => {
    try {
      work(asked.result);
    } catch {
      asked.transaction.abort();
    }
  };
}

const store = (name, mode, work) => run([name], mode, (one) => work(one.objectStore(name)));

export const readFact = (key) => store("facts", "readonly", (facts) => facts.get(key));
export const readQueue = () => store("queue", "readonly", (queue) => queue.getAll());
export const readBuckets = () => store("buckets", "readonly", (buckets) => buckets.getAll());
export const putItem = (item) => store("queue", "readwrite", (queue) => void queue.put(item));

export const readItems = (nonces) =>
  run(["queue"], "readonly", (transaction) => {
    const queue = transaction.objectStore("queue");
    return nonces.map((nonce) => queue.get(nonce));
  }).then((asked) => asked.map((one) => one.result));

// Change items as they stand now: another tab may have changed them too. Resolves to what is kept.
export const changeItems = (nonces, change) =>
  run(["queue"], "readwrite", (transaction) => {
    const queue = transaction.objectStore("queue");
    const changed = [];
    for (const nonce of nonces) {
      then(queue.get(nonce), (was) => {
        const item = change(nonce, was);
        changed.push(item);
        queue.put(item);
      });
    }
    return changed;
  });

// One key for all tabs, whichever comes first.
export const keepKey = (made) =>
  run(["facts"], "readwrite", (transaction) => {
    const facts = transaction.objectStore("facts");
    const kept = { key: made };
    then(facts.get("key"), (was) => (was ? (kept.key = was) : facts.put(made, "key")));
    return kept;
  }).then((kept) => kept.key);

export const dropItems = (nonces) =>
  store("queue", "readwrite", (queue) => nonces.forEach((nonce) => queue.delete(nonce)));

// People and the cursor up to which they are known go together or not at all.
export const writeRoster = (facts, buckets, isWhole) =>
  run(["facts", "buckets"], "readwrite", (transaction) => {
    const kept = transaction.objectStore("buckets");
    if (isWhole) kept.clear();
    for (const [number, bucket] of buckets) kept.put(bucket, number);
    const all = transaction.objectStore("facts");
    for (const [key, value] of Object.entries(facts)) all.put(value, key);
  });

// Forget people, and the key with which they were encrypted. What waits to be sent stays.
export const forgetRoster = () =>
  run(["facts", "buckets"], "readwrite", (transaction) => {
    transaction.objectStore("buckets").clear();
    transaction.objectStore("facts").clear();
  });
