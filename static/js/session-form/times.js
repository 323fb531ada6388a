// Start, end and minutes follow each other, as the server would have them.
const minutesOf = (clock) => {
  const [hours, minutes] = clock.split(":").map(Number);
  return hours * 60 + minutes;
};
const clockOf = (minute) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

export function times(form) {
  form.addEventListener("change", ({ target }) => {
    const { starts, ends, minutes } = form.elements;
    if (target === ends && starts.value && ends.value) {
      const length = minutesOf(ends.value) - minutesOf(starts.value);
      if (length > 0) minutes.value = String(length);
    } else if (target === ends && starts.value && !ends.value) {
      minutes.value = "";
    } else if (target === starts || target === minutes) {
      const until = starts.value ? minutesOf(starts.value) + Number(minutes.value) : NaN;
      if (starts.value && minutes.value && until < 24 * 60) ends.value = clockOf(until);
      else if (!starts.value || target === minutes) ends.value = "";
    }
  });
}
