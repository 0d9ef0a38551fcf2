internal import Glibc

/// Another program, for a second opinion.
public enum ToolProcess {
  /// Runs a program to its end and returns what it printed.
  ///
  /// - Parameter input: a file for its standard input.
  /// - Throws: `ToolFailure` when it cannot be started or fails.
  public static func output(_ words: [String], input: String = "/dev/null") throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let output = folder.file("output")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
    let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, words[0], &actions, nil, arguments, environ)
    guard code == 0 else { throw ToolFailure(program: words[0], status: code) }
    var status: Int32 = 0
    waitpid(process, &status, 0)
    guard status == 0 else { throw ToolFailure(program: words[0], status: status) }
    return try FileBytes.read(output)
  }
}

/// A program could not be started, or failed.
public struct ToolFailure: Error {
  /// Which.
  public let program: String
  /// The error number, or the status that `waitpid` gave.
  public let status: Int32
}

/// Files as arrays of bytes: for files of tests, never for a database that is open.
public enum FileBytes {
  /// All bytes of a file.
  ///
  /// - Throws: `ToolFailure`.
  public static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw ToolFailure(program: path, status: errno) }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let size = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = fread(buffer.baseAddress, 1, size, file)
    }
  }

  /// Makes a file, or replaces what it holds.
  ///
  /// - Throws: `ToolFailure`.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "wb") else { throw ToolFailure(program: path, status: errno) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw ToolFailure(program: path, status: errno)
    }
  }
}

extension FileBytes {
  /// Removes a file.
  ///
  /// - Throws: `ToolFailure`.
  public static func remove(_ path: String) throws {
    guard unlink(path) == 0 else { throw ToolFailure(program: path, status: errno) }
  }
}
