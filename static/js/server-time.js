// The time of the server: a tablet beside a door may have a clock that is wrong.
let ahead = 0;

export const now = () => Date.now() + ahead;

// Learn the time from an answer; half of the way there and back is taken off.
export function learnTime(answer, sentAt) {
  const told = Date.parse(answer.headers.get("X-Forum-Time") ?? "");
  if (Number.isNaN(told)) return;
  const measured = told + 500 - (sentAt + Date.now()) / 2; // it is told in whole seconds
  if (Math.abs(measured - ahead) > 1000) ahead = measured;
}
