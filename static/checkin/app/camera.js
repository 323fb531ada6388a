// Codes from the camera: by the browser's own detector where there is one, otherwise by a
// WebAssembly module of our own host.

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const SIDE = 720; // px of the middle of the picture that are looked at
const EVERY = 60; // ms between two looks, at the least
const OPTIONS = { formats: ["QRCode"], maxNumberOfSymbols: 2, tryHarder: true };

let stream = null;
let looking = 0;
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
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    return (await readBarcodes(picture, OPTIONS)).filter((one) => one.isValid).map((one) => one.text);
  };
}

export async function cameras() {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((one) => one.kind === "videoinput");
}

// Show the camera in `video` and call `onCodes` with what stands in each picture, if anything;
// `onEnd` if it is taken away, as by a call that comes in.
export async function startCamera(video, wasm, onCodes, onEnd, deviceId = "") {
  stopCamera();
  const facing = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: "environment" };
  const wanted = { ...facing, width: { ideal: 1280 }, height: { ideal: 720 } };
  stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  stream.getVideoTracks()[0].addEventListener("ended", () => {
    stopCamera(); // a script that stops it hears nothing of it
    onEnd();
  });
  video.srcObject = stream;
  await video.play();
  const detect = (await ownDetector()) ?? wasmDetector(wasm);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const mine = ++looking;
  const look = async () => {
    if (mine !== looking) return;
    const began = performance.now();
    if (video.readyState >= 2 && !document.hidden) {
      const side = Math.min(video.videoWidth, video.videoHeight);
      canvas.width = canvas.height = Math.min(side, SIDE);
      const left = (video.videoWidth - side) / 2;
      const top = (video.videoHeight - side) / 2;
      context.drawImage(video, left, top, side, side, 0, 0, canvas.width, canvas.height);
      const codes = await detect(canvas, context).catch(() => []);
      seen.frames += 1;
      if (codes.length && mine === looking) {
        seen.codes += 1;
        onCodes([...new Set(codes)]);
      }
    }
    setTimeout(look, Math.max(0, EVERY - (performance.now() - began)));
  };
  look();
  stayAwake();
  return stream.getVideoTracks()[0];
}

export function stopCamera() {
  looking += 1;
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  wakeLock?.release().catch(() => {});
  wakeLock = null;
}

export const isRunning = () => stream !== null;
export const hasTorch = () => Boolean(stream?.getVideoTracks()[0].getCapabilities?.().torch);
export const setTorch = (torch) =>
  stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch }] });

async function stayAwake() {
  if (!("wakeLock" in navigator) || !stream) return;
  wakeLock = await navigator.wakeLock.request("screen").catch(() => null);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && stream) stayAwake();
});
