import Testing

@testable import OpencodeStore

@Suite struct LockTableTests {
  @Test func readsWhatTheKernelLists() {
    let table = LockTable(
      text: """
        1: POSIX  ADVISORY  READ  4711 fe:00:1234 124 124
        2: -> POSIX  ADVISORY  WRITE 4712 fe:00:1234 120 120
        3: FLOCK  ADVISORY  WRITE 17 00:1b:99 0 EOF
        4: POSIX  ADVISORY  READ  4711
        5: something new
        """)
    #expect(
      table.locks == [
        LockTable.Lock(processID: 4_711, major: 0xFE, minor: 0, inode: 1_234, bytes: 124...124),
        LockTable.Lock(processID: 17, major: 0, minor: 0x1B, inode: 99, bytes: 0...Int64.max),
      ])
  }
}
