// Moments as each language writes them, as the pages of the server do.

const months = { ko: "numeric", en: "short" };

// A day without its year: `12. 11.(화)`, `Tue, 11 Dec`.
export function shortDay(language, at, timeZone) {
  const words = { weekday: "short", month: months[language], day: "numeric", timeZone };
  const parts = new Intl.DateTimeFormat(language, words).formatToParts(at);
  const { weekday, month, day } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return language === "ko" ? `${month}. ${day}.(${weekday})` : `${weekday}, ${day} ${month}`;
}

// A time of today, or with its day.
export function timeOf(language, at, now, timeZone) {
  const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone }).format(at);
  const day = shortDay(language, at, timeZone);
  return day === shortDay(language, now, timeZone) ? time : `${day} ${time}`;
}
