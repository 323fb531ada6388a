// Each verdict has a sound and a shake of its own.

const TONES = {
  admitted: [[880, 0.12]],
  notice: [[880, 0.1], [0, 0.05], [1175, 0.1], [0, 0.05], [880, 0.1]],
  repeat: [[440, 0.14], [0, 0.06], [440, 0.14]],
  refused: [[196, 0.5]],
};
const SHAKES = {
  admitted: [60],
  notice: [60, 60, 60, 60, 60],
  repeat: [120, 80, 120],
  refused: [400],
};

let audio = null;

export function alarm(sound) {
  const name = TONES[sound] ? sound : "refused";
  navigator.vibrate?.(SHAKES[name]);
  try {
    audio ??= new AudioContext();
    let at = audio.currentTime + 0.01;
    for (const [pitch, seconds] of TONES[name]) {
      if (pitch) beep(pitch, at, seconds);
      at += seconds;
    }
  } catch {
    // no sound on this device: colour, sign and word stay
  }
}

function beep(pitch, at, seconds) {
  const tone = audio.createOscillator();
  const level = audio.createGain();
  tone.type = "square";
  tone.frequency.value = pitch;
  level.gain.setValueAtTime(0.2, at);
  level.gain.linearRampToValueAtTime(0, at + seconds);
  tone.connect(level).connect(audio.destination);
  tone.start(at);
  tone.stop(at + seconds);
}
