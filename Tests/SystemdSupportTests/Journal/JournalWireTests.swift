import Glibc
import TestSupport
import Testing

@testable import SystemdSupport
@testable import journal_probe

/// What libsystemd makes of our entries, read at the other end. The path of journald's socket is fixed, so that the
/// sender runs with a `/run` of its own.
@Suite(.enabled(if: PrivateRun.isPossible, "no private mount namespace here"))
struct JournalWireTests {
  @Test func carriesEveryValue() throws {
    let run = try PrivateRun()
    let socket = try run.journal()
    let probe = try run.start("odd")
    for (name, value) in OddEntries.values {
      let message = try socket.receive()
      let fields = try WireEntry(message.file ?? message.bytes).fields
      #expect(fields["MESSAGE"] == [Array(name.utf8)])
      #expect(fields["PRIORITY"] == [[UInt8(ascii: "7")]])
      #expect(fields["SYSLOG_IDENTIFIER"] == [Array("journal-probe".utf8)])
      #expect(fields["RETENTIOND_LENGTH"] == [Array(String(value.utf8.count).utf8)])
      let isEqual = fields["RETENTIOND_VALUE"] == [Array(value.utf8)]
      #expect(isEqual, "\(name) arrived as something else")
      #expect(fields.count == 5, "\(name) made other fields")
      #expect((message.file != nil) == (name == "long"))
    }
    #expect(try probe.wait() == .exited(0))
  }

  @Test func saysNothingWhereThereIsNoJournal() throws {
    let run = try PrivateRun()
    #expect(try run.start("odd").wait() == .exited(0))
    #expect(try File.text(run.errors) == "")
  }

  @Test func saysThatAJournalIsUnreachable() throws {
    let run = try PrivateRun()
    // Nobody has bound it any more.
    _ = try run.journal()
    #expect(try run.start("odd").wait() == .exited(0))
    let lines = try File.text(run.errors).split(separator: "\n")
    #expect(lines.count == OddEntries.values.count)
    #expect(lines.first == "empty: failed(errno: \(ECONNREFUSED))")
  }
}

extension PrivateRun {
  fileprivate func start(_ mode: String) throws -> ChildProcess {
    try ChildProcess(wrapper() + [BuiltProgram.path("journal-probe"), mode], errors: errors)
  }
}

/// An entry in the form in which it travels. https://systemd.io/JOURNAL_NATIVE_PROTOCOL/
private struct WireEntry {
  /// It is not in that form.
  struct Malformed: Error {}

  private(set) var fields: [String: [[UInt8]]] = [:]

  init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = rest[..<end]
      rest = rest[(end + 1)...]
      if let equals = line.firstIndex(of: UInt8(ascii: "=")) {
        add(line[..<equals], line[(equals + 1)...])
        continue
      }
      // The length in eight bytes, the lowest first, then the value and a line break.
      guard rest.count >= 8 else { throw Malformed() }
      let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(8)
      guard rest.count > length, rest.dropFirst(length).first == UInt8(ascii: "\n") else { throw Malformed() }
      add(line, rest.prefix(length))
      rest = rest.dropFirst(length + 1)
    }
    guard rest.isEmpty else { throw Malformed() }
  }

  private mutating func add(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
    fields[String(decoding: name, as: UTF8.self), default: []].append(Array(value))
  }
}
