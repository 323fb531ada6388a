// What a code says: the signed token and the badge number, as `forum/tokens/rules.py` and
// `read_code` of `forum/checkin/rules.py` read them. Signatures are checked by WebCrypto, or by a
// package where a browser's WebCrypto knows no Ed25519 (Chrome before 137, Safari before 17).

const VERSION = 1;
const PAYLOAD = 6;
const CHARACTERS = 112;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const utf8 = new TextEncoder();

// ---------------------------------------------------------------- what scanners and people type

// The two-set keyboard (KS X 5002): which keys each letter of Hangul lies on. A scanner that
// types Latin letters into a field whose input method is Korean leaves these behind.
const PLAIN = "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ";
const PLAIN_KEYS = "QWERTYUIOPASDFGHJKLZXCVBNMQWERTOP";
const JOINED = "ㅘHK ㅙHO ㅚHL ㅝNJ ㅞNP ㅟNL ㅢML ㄳRT ㄵSW ㄶSG ㄺFR ㄻFA ㄼFQ ㄽFT ㄾFX ㄿFV ㅀFG ㅄQT";
const KEYS = new Map([
  ...[...PLAIN].map((letter, place) => [letter, PLAIN_KEYS[place]]),
  ...JOINED.split(" ").map((one) => [one[0], one.slice(1)]),
]);
const LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
const TAILS = ["", ..."ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"];
const SYLLABLES = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
// What Python calls white space: more than `trim()` does (scanners end with GS and RS), and less.
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const ENDS = new RegExp(`^${SPACE}|${SPACE}$`, "gu");

function keyOf(character) {
  const index = character.codePointAt(0) - SYLLABLES;
  if (index >= 0 && index <= LAST_SYLLABLE - SYLLABLES) {
    const lead = LEADS[Math.floor(index / 588)];
    const vowel = VOWELS[Math.floor((index % 588) / 28)];
    return [lead, vowel, TAILS[index % 28]].map((letter) => KEYS.get(letter) ?? "").join("");
  }
  return KEYS.get(character) ?? character.normalize("NFKC").replace(ENDS, "");
}

// Capital letters and digits as they were meant, without white space.
export const typedInLatin = (text) => {
  const typed = [...text.replaceAll("\ufeff", "").normalize("NFC")].map(keyOf).join("");
  return [...typed].map(capital).join("");
};

// The capital letter where it is one of a code: the server may not know as many alphabets.
function capital(character) {
  const letter = character.toUpperCase();
  return /^[\x00-\x7f]*$/u.test(letter) ? letter : character;
}

// ---------------------------------------------------------------- the token

function tokenBytes(text) {
  const characters = typedInLatin(text);
  if (characters.length !== CHARACTERS) return null;
  const bytes = new Uint8Array((CHARACTERS * 5) / 8);
  let bits = 0;
  let held = 0;
  let place = 0;
  for (const character of characters) {
    const value = BASE32.indexOf(character);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[place++] = held >> bits;
    }
  }
  return bytes;
}

export const looksLikeToken = (text) => tokenBytes(text) !== null;

// What tells whether a signature of some bytes is by a public key.
async function verifierOf(raw) {
  try {
    const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
    return (signature, signed) => crypto.subtle.verify({ name: "Ed25519" }, key, signature, signed);
  } catch {
    const { verifyAsync } = await import("@noble/ed25519");
    return (signature, signed) =>
      verifyAsync(signature, signed, raw, { zip215: false }).catch(() => false);
  }
}

// A ring of public keys, ready to verify with. `keys` are `{edition, key}`, the key in base64.
export async function openKeyring(keys) {
  return Promise.all(
    keys.map(async ({ edition, key }) => {
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(edition)));
      const raw = Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
      return {
        edition,
        number: hash[0] >> 4,
        context: utf8.encode(`forum-badge-v1\0${edition}\0`),
        verify: await verifierOf(raw),
      };
    }),
  );
}

async function isSignedBy(one, payload, signature) {
  const signed = new Uint8Array(one.context.length + PAYLOAD);
  signed.set(one.context);
  signed.set(payload, one.context.length);
  return one.verify(signature, signed);
}

async function readToken(bytes, keyring) {
  const payload = bytes.subarray(0, PAYLOAD);
  if (payload[0] >> 4 !== VERSION) return { reading: "unreadable" };
  const number = payload[0] & 0xf;
  for (const one of keyring) {
    if (one.number !== number) continue;
    if (!(await isSignedBy(one, payload, bytes.subarray(PAYLOAD)))) continue;
    return {
      reading: "token",
      edition: one.edition,
      serial: (payload[1] << 16) | (payload[2] << 8) | payload[3],
      reissue: payload[4] & 0xf,
      category_number: payload[4] >> 4,
      days: payload[5],
    };
  }
  return { reading: "tampered" };
}

// ---------------------------------------------------------------- the badge number

const CHECKS = "123456789ABCDEFGHJKMNPQRSTVWXYZ";
const VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const MEANT = { O: "0", I: "1", L: "1" };

// What an edition's badge numbers begin with: `DWC18` for `dwc-2018`.
export const numberPrefix = (edition) =>
  edition
    .toLowerCase()
    .split(/[^0-9a-z]+/u)
    .map((part) => (/^(19|20)\d\d$/u.test(part) ? part.slice(2) : part))
    .join("")
    .toUpperCase();

function checkOf(characters) {
  let total = 0;
  let weight = 1;
  for (const character of [...characters].reverse()) {
    weight = (weight * 3) % 31;
    total += VALUES.indexOf(character) * weight;
  }
  return CHECKS[total % 31];
}

export function badgeNumber(edition, serial) {
  const prefix = numberPrefix(edition);
  const digits = String(serial).padStart(4, "0");
  return `${prefix}-${digits}-${checkOf(prefix + digits)}`;
}

// The serial of a typed badge number of this edition, or null.
export function readBadgeNumber(text, edition) {
  const prefix = numberPrefix(edition);
  let characters = typedInLatin(text).replace(/[^0-9A-Z]/gu, "");
  if (characters.startsWith(prefix)) characters = characters.slice(prefix.length);
  const digits = characters.slice(0, -1).replace(/[OIL]/gu, (letter) => MEANT[letter]);
  const check = characters.slice(-1).replace(/[IL]/gu, "1");
  if (!/^[0-9]{4,8}$/u.test(digits) || check !== checkOf(prefix + digits)) return null;
  return Number(digits);
}

// ---------------------------------------------------------------- either

// Read what was scanned or typed: a token of any edition of the ring, or a badge number.
export async function readCode(text, edition, keyring) {
  const bytes = tokenBytes(text);
  if (bytes) return badgeOf(await readToken(bytes, keyring));
  const serial = readBadgeNumber(text, edition);
  if (serial !== null) return badgeOf({ reading: "number", edition, serial });
  const typed = typedInLatin(text);
  const isMeant = /^[0-9A-Z-]{1,20}$/u.test(typed) && /[0-9]/u.test(typed);
  return badgeOf({ reading: isMeant ? "wrong_number" : "unreadable" });
}

const NOTHING = { edition: "", serial: null, reissue: null, category_number: null, days: null };
const badgeOf = (read) => ({ ...NOTHING, ...read, holder: null });
