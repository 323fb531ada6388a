// Codes from the camera: by the browser's own detector where there is one, otherwise by a
// WebAssembly module of our own host. While it runs, the screen stays on.

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const SIDE = 720; // px of the middle of the picture that are looked at
const EVERY = 60; // ms between two looks, at the least
const OPTIONS = { formats: ["QRCode"], maxNumberOfSymbols: 2, tryHarder: true };

let stream = null;
let picture = null; // the element that shows the stream
let turn = 0; // of the camera that was asked for last
let wakeLock = null;
export const seen = { frames: 0, codes: 0 }; // for measuring

async function ownDetector() {
  if (!("BarcodeDetector" in self)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (canvas) => (await detector.detect(canvas)).map((code) => code.rawValue);
}

function wasmDetector(address) {
  prepareZXingModule({ overrides: { locateFile: () => address } });
  return async (canvas, context) => {
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    return (await readBarcodes(pixels, OPTIONS)).filter((one) => one.isValid).map((one) => one.text);
  };
}

export async function cameras() {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((one) => one.kind === "videoinput");
}

export const isRunning = () => stream !== null;
export const cameraInUse = () => track()?.getSettings().deviceId ?? "";
export const hasTorch = () => Boolean(track()?.getCapabilities?.().torch);
const track = () => stream?.getVideoTracks()[0];

// Light the torch or put it out; resolves to whether it is lit.
export async function setTorch(torch) {
  try {
    await track().applyConstraints({ advanced: [{ torch }] });
    return torch;
  } catch {
    return false;
  }
}

// Show the camera in `video` and call `onCodes` with what stands in each picture, if anything;
// `onEnd` if it is taken away, as by a call that comes in. Resolves to whether it is still the
// camera that is wanted: another may have been asked for meanwhile.
export async function startCamera(video, wasm, how) {
  stopCamera();
  const mine = turn;
  try {
    return await open(mine, video, wasm, how);
  } catch (error) {
    if (mine !== turn) return false;
    throw error;
  }
}

async function open(mine, video, wasm, { onCodes, onEnd, deviceId = "" }) {
  const facing = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: "environment" };
  const wanted = { ...facing, width: { ideal: 1280 }, height: { ideal: 720 } };
  const opened = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  if (mine !== turn) {
    opened.getTracks().forEach((one) => one.stop());
    return false;
  }
  stream = opened;
  picture = video;
  track().addEventListener("ended", () => {
    if (mine !== turn) return;
    stopCamera(); // a script that stops it hears nothing of it
    onEnd();
  });
  video.srcObject = stream;
  stayAwake();
  await video.play();
  const detect = (await ownDetector()) ?? wasmDetector(wasm);
  if (mine !== turn) return false;
  lookOn(mine, detect, onCodes);
  return true;
}

function lookOn(mine, detect, onCodes) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const look = async () => {
    if (mine !== turn) return;
    const began = performance.now();
    if (picture.readyState >= 2 && !document.hidden) {
      const side = Math.min(picture.videoWidth, picture.videoHeight);
      canvas.width = canvas.height = Math.min(side, SIDE);
      const left = (picture.videoWidth - side) / 2;
      const top = (picture.videoHeight - side) / 2;
      context.drawImage(picture, left, top, side, side, 0, 0, canvas.width, canvas.height);
      const codes = await detect(canvas, context).catch(() => []);
      seen.frames += 1;
      if (codes.length && mine === turn) {
        seen.codes += 1;
        onCodes([...new Set(codes)]);
      }
    }
    setTimeout(look, Math.max(0, EVERY - (performance.now() - began)));
  };
  look();
}

export function stopCamera() {
  turn += 1;
  stream?.getTracks().forEach((one) => one.stop());
  stream = null;
  letSleep(wakeLock);
  wakeLock = null;
}

const letSleep = (lock) => lock?.release().catch(() => {});

// The browser lets the screen sleep by itself once the page is not looked at.
async function stayAwake() {
  if (!("wakeLock" in navigator) || (wakeLock && !wakeLock.released)) return;
  const mine = turn;
  const lock = await navigator.wakeLock.request("screen").catch(() => null);
  if (mine === turn && !(wakeLock && !wakeLock.released)) wakeLock = lock;
  else letSleep(lock); // stopped meanwhile, or asked for twice
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden || !stream) return;
  stayAwake();
  picture.play().catch(() => {}); // some phones let the picture stand still
});
