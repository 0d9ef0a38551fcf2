internal import Glibc

/// One of the process's two outputs.
enum StandardStream {
  case output
  case error

  private var descriptor: Int32 { self == .output ? STDOUT_FILENO : STDERR_FILENO }

  /// Whether a person looks at it.
  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// The width of the terminal; nil when it is none or does not say.
  var columns: Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Writes a text at once. When nobody reads it any more there is nobody left to tell.
  func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if count < 0, errno != EINTR { return }
        done += max(0, count)
      }
    }
  }

  /// Makes a closed pipe an answer of `write` instead of the process's end: a pass must not die because
  /// `head` has seen enough.
  static func surviveClosedPipes() {
    signal(SIGPIPE, SIG_IGN)
  }
}
