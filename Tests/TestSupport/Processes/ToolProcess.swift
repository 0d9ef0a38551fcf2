/// Another program, for a second opinion.
public enum ToolProcess {
  /// Runs a program to its end and returns what it printed.
  ///
  /// - Parameter input: a file for its standard input.
  /// - Throws: `ToolFailure` when it cannot be started or fails.
  public static func output(_ words: [String], input: String = "/dev/null") throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let output = folder.file("output")
    let ending = try ChildProcess(words, input: input, output: output).wait()
    guard ending == .exited(0) else { throw ToolFailure(program: words[0], ending: ending) }
    return try File.bytes(output)
  }
}
