// Reports that are kept on this device, each with the account whose it is. Nobody else's are ever handed out.
// A draft: {id, account, status, at, fields: [[name, value]], photos: [{role, name, blob}], words, where, place, errors}.
// status: "editing" (one, half filled in), "waiting" (pressed 上报), "refused" (the server wants something changed).

const NAME = "bihuan-reports";
const STORE = "drafts";
const WHO = "bihuan-account";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(STORE, { keyPath: "id" }).createIndex("account", "account");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function through(mode, work) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const turn = base.transaction(STORE, mode);
      const asked = work(turn.objectStore(STORE));
      turn.oncomplete = () => resolve(asked?.result);
      turn.onerror = turn.onabort = () => reject(turn.error);
    });
  } finally {
    base.close();
  }
}

export async function draftsOf(account) {
  if (!account) return [];
  const found = await through("readonly", (store) => store.index("account").getAll(account));
  return found.sort((one, other) => one.at - other.at);
}

export const keep = (draft) => through("readwrite", (store) => store.put(draft));
export const drop = (id) => through("readwrite", (store) => store.delete(id));
export const editingOf = (account) => `editing:${account}`;

// Who was signed in here last, for pages that no server has made. {account, door}, or null after signing out.
export function lastAccount() {
  try {
    return JSON.parse(localStorage.getItem(WHO));
  } catch {
    return null;
  }
}

export const rememberAccount = (who) => localStorage.setItem(WHO, JSON.stringify(who));
export const forgetAccount = () => localStorage.removeItem(WHO);
