public import TestSupport

/// One write of a writer: from before `BEGIN IMMEDIATE` to after `COMMIT`.
public struct WriteRecord: Hashable, Sendable {
  /// What was written.
  public enum Kind: String, CaseIterable, Sendable {
    /// A new session.
    case session
    /// A message of the writer's own session.
    case message
    /// A part of it, new or grown.
    case part
    /// A row of a session that stood there before.
    case older
    /// The end of a session, or of its events.
    case delete
  }

  /// A version of a row.
  public struct Row: Hashable, Sendable {
    /// The table it stands in.
    public let table: String
    /// All that it says.
    public let digest: RowDigest

    /// A row of a table.
    public init(table: String, digest: RowDigest) {
      self.table = table
      self.digest = digest
    }
  }

  /// The number that opencode gives an event of a session, whether it keeps the event or only counts.
  public struct EventNumber: Hashable, Sendable {
    /// The session.
    public let aggregate: String
    /// The number.
    public let number: Int64

    /// A number.
    public init(aggregate: String, number: Int64) {
      self.aggregate = aggregate
      self.number = number
    }
  }

  /// How it ended.
  public enum Outcome: Hashable, Sendable {
    /// The rows as they were are gone, and those as they are now stand there.
    case committed(gone: [Row], new: [Row])
    /// Nothing was written.
    case failed(session: String, reason: String)
  }

  /// What was written.
  public let kind: Kind
  /// When it began.
  public let began: Microseconds
  /// How long it took to get the write lock.
  public let waited: Microseconds
  /// How long it took in all: how long opencode would have stood still.
  public let took: Microseconds
  /// The number that it took from `event_sequence`; nil when it took none, and when it failed.
  public let eventNumber: EventNumber?
  /// How it ended.
  public let outcome: Outcome

  /// A write.
  public init(
    kind: Kind, began: Microseconds, waited: Microseconds, took: Microseconds,
    eventNumber: EventNumber? = nil, outcome: Outcome
  ) {
    self.kind = kind
    self.began = began
    self.waited = waited
    self.took = took
    self.eventNumber = eventNumber
    self.outcome = outcome
  }
}

// MARK: As a line

extension WriteRecord {
  /// A line of a journal, with its end.
  public var line: String {
    var words = [kind.rawValue, "\(began.count)", "\(waited.count)", "\(took.count)"]
    if let eventNumber { words.append("#\(eventNumber.number) \(eventNumber.aggregate)") }
    switch outcome {
    case .committed(let gone, let new):
      words += gone.map { "-\($0.table) \($0.digest)" } + new.map { "+\($0.table) \($0.digest)" }
    case .failed(let session, let reason):
      words.append("!\(session) \(reason)")
    }
    return words.joined(separator: "\t") + "\n"
  }

  /// Reads such a line.
  public init?(line: Substring) {
    let words = line.split(separator: "\t")
    guard words.count >= 4, let kind = Kind(rawValue: String(words[0])), let began = Int64(words[1]),
      let waited = Int64(words[2]), let took = Int64(words[3])
    else { return nil }
    var gone: [Row] = []
    var new: [Row] = []
    var eventNumber: EventNumber?
    var failure: Outcome?
    for word in words.dropFirst(4) {
      let halves = word.dropFirst().split(separator: " ", maxSplits: 1)
      guard halves.count == 2 else { return nil }
      switch word.first {
      case "!":
        failure = .failed(session: String(halves[0]), reason: String(halves[1]))
      case "#":
        guard let number = Int64(halves[0]) else { return nil }
        eventNumber = EventNumber(aggregate: String(halves[1]), number: number)
      default:
        guard let digest = RowDigest(halves[1]) else { return nil }
        let row = Row(table: String(halves[0]), digest: digest)
        if word.first == "+" { new.append(row) } else { gone.append(row) }
      }
    }
    self.init(
      kind: kind, began: Microseconds(began), waited: Microseconds(waited), took: Microseconds(took),
      eventNumber: eventNumber, outcome: failure ?? .committed(gone: gone, new: new))
  }
}
