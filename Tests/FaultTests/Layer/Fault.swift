/// What is to happen to a process at one of its file operations. `Tests/FileFaults` does it.
enum Fault: Hashable {
  /// Nothing: the operations are recorded.
  case none
  /// SIGKILL before the change with this number, from 1 on.
  case killBefore(Int)
  /// SIGKILL in the middle of the change with this number.
  case killWithin(Int)
  /// SIGKILL so many microseconds after the change with this number has begun.
  case killLater(microseconds: Int, after: Int)
  /// From the operation with this number, of those that the refusal concerns.
  case refuse(Refusal, at: Int)

  /// The environment that the library reads.
  var variables: [String: String] {
    switch self {
    case .none: [:]
    case .killBefore(let number): ["FILE_FAULTS_ACTION": "kill", "FILE_FAULTS_AT": "\(number)"]
    case .killWithin(let number): ["FILE_FAULTS_ACTION": "tear", "FILE_FAULTS_AT": "\(number)"]
    case .killLater(let microseconds, let number):
      [
        "FILE_FAULTS_ACTION": "time", "FILE_FAULTS_AT": "\(number)", "FILE_FAULTS_DELAY": "\(microseconds)",
      ]
    case .refuse(let refusal, let number):
      refusal.variables.merging(["FILE_FAULTS_AT": "\(number)"]) { $1 }
    }
  }
}
