import OpencodeStore
import RetentionPolicy
import WriterTrial

/// Looks at the log while something is at work.
struct LogWatch {
  private let database: String
  private var looks: [(moment: Microseconds, size: ByteCount)] = []

  init(database: String) {
    self.database = database
  }

  mutating func look() throws {
    looks.append((.now, try FileFootprint(databasePath: database).logSize))
  }

  /// The largest that it was.
  var largest: ByteCount { looks.map(\.size).max() ?? .zero }

  /// When it was at its largest after a moment.
  func peak(after moment: Microseconds) -> Microseconds {
    looks.filter { $0.moment >= moment }.max { $0.size < $1.size }?.moment ?? moment
  }
}
