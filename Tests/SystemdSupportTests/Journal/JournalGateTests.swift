import TestSupport
import Testing

@testable import SystemdSupport

@Suite struct JournalGateTests {
  @Test func aJournalThatDoesNotReadIsNotWaitedForAndThenToldWhatItMissed() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("socket")
    let journal = try DatagramSocket(path)
    let gate = JournalGate(socket: path, patience: .milliseconds(1))
    #expect(gate.ask() == .open(dropped: 0))
    let writer = try #require(NotifySocket(path))
    while writer.send("an entry", patience: nil) == .sent {}
    #expect(gate.ask() == .closed)
    #expect(gate.ask() == .closed)
    while try journal.receive(withinSeconds: 1) != nil {}
    #expect(gate.ask() == .open(dropped: 2))
    #expect(gate.ask() == .open(dropped: 0))
  }

  @Test func whereThereIsNoJournalNothingIsWaitedFor() throws {
    let folder = try TemporaryFolder()
    #expect(JournalGate(socket: folder.file("none")).ask() == .open(dropped: 0))
    #expect(JournalGate(socket: "no path").ask() == .open(dropped: 0))
  }
}
