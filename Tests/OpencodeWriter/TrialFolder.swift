import TestSupport

/// A folder with fresh copies of a sample, one at a time, and what a trial leaves beside it.
struct TrialFolder {
  let path: String
  let sample: String

  var database: String { path + "/opencode.db" }
  var archive: String { path + "/archive" }
  var journals: String { path + "/journals" }
  /// What the last pass printed, and the most memory that each had, in KB.
  var passOutput: String { path + "/output.json" }
  var passMemory: String { path + "/memory.txt" }

  /// Makes a copy of the sample, in memory and on the disk, and nothing else.
  func renew() throws {
    let leftovers = ["archive", "state", "journals", "opencode.db", "opencode.db-wal", "opencode.db-shm"]
    _ = try ToolProcess.output(["rm", "-rf"] + leftovers.map { "\(path)/\($0)" })
    try File.makeFolder(journals)
    _ = try ToolProcess.output(["cp", sample, database])
    _ = try ToolProcess.output(["sync", database])
    _ = try ToolProcess.output(["dd", "if=\(database)", "of=/dev/null", "bs=1M", "status=none"])
  }

  /// Starts a pass over the copy.
  func startPass(configuration: String) throws -> ChildProcess {
    try File.write(configuration, to: path + "/config.json")
    return try ChildProcess(
      [
        "/usr/bin/time", "--format=%M", "--append", "--output=\(passMemory)",
        try BuiltProgram.path("retentiond"),
        "--once", "--format", "json", "--database", database, "--config", path + "/config.json",
        "--archive-directory", archive, "--state-directory", path + "/state",
      ], variables: ["HOME": path, "PATH": "/usr/bin:/bin"], output: passOutput)
  }
}
