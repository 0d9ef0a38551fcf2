internal import OpencodeStore

extension HoldingProcess {
  /// The program and its number.
  var text: String { "\(command.printable) (process \(processID))" }
  /// The program and its number, for programs.
  var json: JSONValue {
    .object(["command": .text(command), "processID": .integer(Int64(processID))])
  }
}

extension FileHolders {
  /// Who uses the database.
  var text: String {
    if !processes.isEmpty { return "\(processes.map(\.text).joined(separator: ", ")) has the database open" }
    return uninspected > 0
      ? "processes that may not be looked into (\(uninspected)) may have the database open"
      : "others were writing to the database"
  }
}
