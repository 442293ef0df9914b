// Beeps and vibration, shared by the stopwatch and the metronome. This text is put before theirs: one module each.

let audio;

const sounds = {
  get on() {
    try {
      return localStorage.getItem("balancekit-sound") !== "off";
    } catch {
      return true; // a page without storage still beeps
    }
  },
  set on(value) {
    try {
      localStorage.setItem("balancekit-sound", value ? "on" : "off");
    } catch {
      // the choice is forgotten with the page
    }
  },
};

// A browser lets a page sound only after the reader has touched it: call this from a click or a key.
function wakeSound() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
}

// `at`: seconds on the clock of `audio`; left out, now.
function beep(pitch, length, at) {
  if (!sounds.on || !audio) return;
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  const from = at ?? audio.currentTime;
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.25, from);
  volume.gain.exponentialRampToValueAtTime(0.001, from + length);
  tone.connect(volume).connect(audio.destination);
  tone.start(from);
  tone.stop(from + length);
}

function shake(pattern) {
  if (navigator.vibrate) navigator.vibrate(pattern);
}

function soundSwitch() {
  return `<button type="button" class="jupyter-button is-quiet" data-key="sound" aria-pressed="${sounds.on}">Sound</button>`;
}

function toggleSound(button) {
  sounds.on = !sounds.on;
  button.setAttribute("aria-pressed", String(sounds.on));
}
