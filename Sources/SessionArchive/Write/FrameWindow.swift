/// How far back a frame looks for what it can refer to.
enum FrameWindow: Sendable {
  /// As far as the level does: 2 MB at the usual one.
  case usual
  /// 8 MB: copy after copy of a message that grows. Of copies of 2.5 MB with other things in between, 88 MB took 2.7 MB
  /// in the archive, and 62 MB with the usual window. It takes as much memory to write and to read; readers take up to
  /// 128 MB without being told (https://datatracker.ietf.org/doc/html/rfc8878#section-3.1.1.1.2).
  case long

  /// The logarithm of the window's size, as libzstd wants it; 0: as the level has it.
  var log: Int32 { self == .long ? 23 : 0 }
}
