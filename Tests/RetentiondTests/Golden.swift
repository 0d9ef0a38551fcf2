import Glibc
import TestSupport
import Testing

/// A text as people, or programs, are to see it, kept in a file of the folder `Golden`.
///
/// To write the files anew, and then read the difference: `RETENTIOND_WRITE_GOLDEN=1 swift test --filter
/// RetentiondTests`.
struct Golden {
  private let path: String

  init(_ name: String) {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    path = "/\(folder)/Golden/\(name)"
  }

  /// Compares a text with the file's.
  func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    if getenv("RETENTIOND_WRITE_GOLDEN") != nil {
      try File.write(text, to: path)
    } else {
      #expect(try File.text(path) == text, sourceLocation: sourceLocation)
    }
  }
}
