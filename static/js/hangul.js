// Korean is searched by initials too: ㅎㅂㄹㅋ finds 함부르크, ㅅㅅ finds 세션.
// The same rule as `found_in` in forum/core/hangul.py, so that a form answers what the page did.
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FIRST = 0xac00;
const LAST = 0xd7a3;
const PER_INITIAL = 588;
const PER_VOWEL = 28;

const folded = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/gu, "")
    .normalize("NFC")
    .toLocaleLowerCase();

// A text as it is searched: without accents, case and spaces; its lines stay apart.
export const plain = (text) => folded(text).replace(/[^\S\n]+/gu, "");

const range = (from, many) => `${String.fromCharCode(from)}-${String.fromCharCode(from + many - 1)}`;

// What a letter that was typed stands for: itself, any syllable that begins with it, or any that
// an unfinished syllable may become (하 finds 함).
function pattern(letter) {
  const initial = INITIALS.indexOf(letter);
  if (initial >= 0) return `[${letter}${range(FIRST + initial * PER_INITIAL, PER_INITIAL)}]`;
  const code = letter.codePointAt(0);
  if (code >= FIRST && code <= LAST && (code - FIRST) % PER_VOWEL === 0) return `[${range(code, PER_VOWEL)}]`;
  return letter.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
}

// Return what tells whether a `plain` text holds every word of a query, by letters or by initials.
// It is made once for all texts: a search goes through hundreds of them between two frames.
export function finder(query) {
  const words = folded(query).split(/\s+/u).filter(Boolean);
  const wanted = words.map((word) => new RegExp([...word].map(pattern).join(""), "u"));
  return (text) => wanted.every((word) => word.test(text));
}
