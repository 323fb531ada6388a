// Korean is searched by initials too: ㅎㅂㄹㅋ finds 함부르크, ㅅㅅ finds 세션.
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FIRST = 0xac00;
const LAST = 0xd7a3;
const PER_INITIAL = 588;
const PER_VOWEL = 28;

export const plain = (text) => text.normalize("NFC").toLocaleLowerCase().replace(/\s+/gu, "");

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

// Return what tells whether a text holds what is wanted, by letters or by initials; both `plain`.
// It is made once for all texts: a search goes through hundreds of them between two frames.
export function finder(wanted) {
  if (wanted === "") return () => true;
  const found = new RegExp([...wanted].map(pattern).join(""), "u");
  return (text) => found.test(text);
}
