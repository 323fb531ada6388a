// Korean is searched by initials too: ㅎㅂㄹㅋ finds 함부르크, ㅅㅅ finds 세션.
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FIRST = 0xac00;
const LAST = 0xd7a3;
const PER_INITIAL = 588;

export const plain = (text) => text.normalize("NFC").toLocaleLowerCase().replace(/\s+/gu, "");

function sameLetter(letter, wanted) {
  if (letter === wanted) return true;
  const code = letter.codePointAt(0);
  if (code < FIRST || code > LAST) return false;
  const initial = INITIALS.indexOf(wanted);
  if (initial >= 0) return Math.floor((code - FIRST) / PER_INITIAL) === initial;
  // A syllable that is still being typed: 하 finds 함.
  const typed = wanted.codePointAt(0);
  return typed >= FIRST && typed <= LAST && (typed - FIRST) % 28 === 0 && code - typed < 28 && code >= typed;
}

// Tell whether the text holds what is wanted, by letters or by initials. Both are `plain`.
export function holds(text, wanted) {
  if (wanted === "") return true;
  if (text.includes(wanted)) return true;
  const letters = [...text];
  const query = [...wanted];
  for (let start = 0; start + query.length <= letters.length; start += 1) {
    if (query.every((letter, index) => sameLetter(letters[start + index], letter))) return true;
  }
  return false;
}
