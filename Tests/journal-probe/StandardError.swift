import Glibc

/// Where a person looks when a test has failed.
enum StandardError {
  static func write(_ text: String) {
    var text = text
    // When it cannot be written there is nobody to tell.
    _ = text.withUTF8 { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
