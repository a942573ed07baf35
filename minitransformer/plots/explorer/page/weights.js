// The weights travel inside this page as text: pack.py wrote what is read here.

const ALPHABET = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter(
  (character) => !'"&<'.includes(character),
);

/** Two of 91 characters carry 13 bits; the bits are bytes, the lowest bit first. */
function bytes_of(text) {
  const digit = new Uint8Array(128);
  ALPHABET.forEach((character, i) => (digit[character.charCodeAt(0)] = i));
  const dense = text.replace(/\s/g, "");
  const bytes = new Uint8Array(Math.floor((dense.length / 2) * (13 / 8)));
  let bits = 0;
  let n_bits = 0;
  for (let i = 0, at = 0; i < dense.length; i += 2) {
    bits |= (digit[dense.charCodeAt(i)] * 91 + digit[dense.charCodeAt(i + 1)]) << n_bits;
    for (n_bits += 13; n_bits >= 8; n_bits -= 8, bits >>>= 8) bytes[at++] = bits & 255;
  }
  return bytes;
}

/** Undo zlib. What stands behind the end of the compressed bytes is left out by their length in front. */
async function inflate(bytes) {
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const stream = new Blob([bytes.subarray(4, 4 + length)]).stream();
  return new Uint8Array(await new Response(stream.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());
}

/** The number that 16 bits stand for: a sign, 5 bits of exponent, 10 of fraction (IEEE 754). */
function half_to_float(half) {
  const sign = half >> 15 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = (half & 1023) / 1024;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction);
}

/** All lowest bytes came first, then all next ones: put those of one number side by side again. */
function numbers_of(planes, width) {
  const n = planes.length / width;
  const bytes = new Uint8Array(planes.length);
  for (let at = 0; at < planes.length; at++) bytes[(at % n) * width + Math.floor(at / n)] = planes[at];
  if (width === 4) return new Float32Array(bytes.buffer);
  const table = Float32Array.from({ length: 65536 }, (_, half) => half_to_float(half));
  return Float32Array.from(new Uint16Array(bytes.buffer), (half) => table[half]);
}

/** The text of a script element of this page, as bytes. */
function unpack(id) {
  return inflate(bytes_of(document.getElementById(id).textContent));
}

/** Every tensor under its Python name. */
async function tensors_of(layout, width) {
  const numbers = numbers_of(await unpack("weights"), width);
  let at = 0;
  return Object.fromEntries(layout.map(([name, n]) => [name, numbers.subarray(at, (at += n))]));
}
