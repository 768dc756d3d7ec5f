const utf8 = new TextEncoder();

/** Writes one Protocol Buffers message: fields are appended in call order, nested messages are other writers. */
export class MessageWriter {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** A field of wire type 0 (int32, int64, enum); negative numbers take ten bytes, as the format asks. */
  varint(field: number, value: number | bigint): this {
    this.#tag(field, 0);
    this.#rawVarint(BigInt(value));
    return this;
  }

  /** A field of wire type 5 holding a float. */
  float(field: number, value: number): this {
    this.#tag(field, 5);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#push(bytes);
    return this;
  }

  /** A field of wire type 2 holding UTF-8 text. */
  text(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  /** A field of wire type 2 holding bytes; they are kept by reference until `finish`. */
  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, 2);
    this.#rawVarint(BigInt(value.byteLength));
    this.#push(value);
    return this;
  }

  /** A nested message. */
  message(field: number, value: MessageWriter): this {
    this.#tag(field, 2);
    this.#rawVarint(BigInt(value.#length));
    for (const chunk of value.#chunks) this.#push(chunk);
    return this;
  }

  /** The whole message as bytes. */
  finish(): Uint8Array {
    const out = new Uint8Array(this.#length);
    let offset = 0;
    for (const chunk of this.#chunks) {
      out.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return out;
  }

  #tag(field: number, wireType: number): void {
    this.#rawVarint(BigInt(field * 8 + wireType));
  }

  #rawVarint(value: bigint): void {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.#push(Uint8Array.from(bytes));
  }

  #push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#length += chunk.byteLength;
  }
}
