import Glibc

/// A folder that is gone when the value is.
final class TemporaryFolder {
  /// Its absolute path.
  let path: String
  /// What was made in it, in the order made.
  private var created: [String] = []

  init() throws {
    var template = "/tmp/retentiond-configuration-XXXXXX".utf8CString.map(\.self)
    guard mkdtemp(&template) != nil else { throw Failure(call: "mkdtemp", number: errno) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    for entry in created.reversed() + [path] { remove(entry) }
  }

  /// Writes a file, and the folders it stands in.
  func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  /// Writes a file, and the folders it stands in.
  func write(_ bytes: [UInt8], to name: String) throws {
    try makeFolder(name.split(separator: "/").dropLast().joined(separator: "/"))
    let file = "\(path)/\(name)"
    guard let stream = fopen(file, "w") else { throw Failure(call: "fopen", number: errno) }
    created.append(file)
    defer { fclose(stream) }
    guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else {
      throw Failure(call: "fwrite", number: errno)
    }
  }

  /// Makes a folder and those around it.
  func makeFolder(_ name: String) throws {
    var folder = path
    for part in name.split(separator: "/") {
      folder += "/\(part)"
      if mkdir(folder, 0o700) == 0 {
        created.append(folder)
      } else if errno != EEXIST {
        throw Failure(call: "mkdir", number: errno)
      }
    }
  }

  /// Makes a symbolic link that leads to itself: not even root can read it.
  func makeLoop(_ name: String) throws {
    let link = "\(path)/\(name)"
    guard symlink(link, link) == 0 else { throw Failure(call: "symlink", number: errno) }
    created.append(link)
  }

  /// Makes a pipe with nobody at its other end.
  func makePipe(_ name: String) throws {
    let pipe = "\(path)/\(name)"
    guard mkfifo(pipe, 0o600) == 0 else { throw Failure(call: "mkfifo", number: errno) }
    created.append(pipe)
  }

  /// A call that failed.
  struct Failure: Error {
    let call: String
    let number: Int32
  }
}
