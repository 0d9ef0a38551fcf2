/// Collects JSON text and hands it to the frame in large pieces.
final class JSONOutput {
  private let frames: FrameWriter
  private var buffer: [UInt8] = []

  /// How much is collected before it is handed on.
  private static let capacity = 256 * 1024

  init(frames: FrameWriter) {
    self.frames = frames
    buffer.reserveCapacity(2 * Self.capacity)
  }

  /// Lets `body` append a little text.
  func append(_ body: (inout [UInt8]) -> Void) throws {
    body(&buffer)
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Appends text as it stands.
  func append(_ text: String) throws {
    try append { $0.append(contentsOf: text.utf8) }
  }

  /// Appends bytes as they stand.
  func append(_ bytes: UnsafeRawBufferPointer) throws {
    try append { $0.append(contentsOf: bytes) }
  }

  /// Ends the frame with what was collected.
  func endFrame() throws {
    try flush()
    try frames.endFrame()
  }

  private func flush() throws {
    guard !buffer.isEmpty else { return }
    var full: [UInt8] = []
    full.reserveCapacity(2 * Self.capacity)
    swap(&full, &buffer)
    try frames.write(full)
  }
}
