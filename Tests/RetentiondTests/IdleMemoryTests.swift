import Testing

@testable import RetentionAgent

@Suite struct IdleMemoryTests {
  @Test(
    "Only code that comes from a file is let go",
    arguments: [
      ("55d0c3a00000-55d0c4200000 r-xp 00121000 fe:00 1234                       /usr/bin/a\n", true),
      ("55d0c3a00000-55d0c4200000 r-xp 00121000 fe:00 1234        /home/a b/c (deleted)\n", true),
      ("55d0c3a00000-55d0c4200000 r--p 00121000 fe:00 1234                       /usr/bin/a\n", false),
      ("55d0c3a00000-55d0c4200000 rwxp 00121000 fe:00 1234                       /usr/bin/a\n", false),
      ("7ffe5b1c0000-7ffe5b1c2000 r-xp 00000000 00:00 0                          [vdso]\n", false),
      ("7ffe5b1c0000-7ffe5b1c2000 r-xp 00000000 00:00 0 \n", false),
      ("7ffe5b1c2000-7ffe5b1c0000 r-xp 00000000 fe:00 1234                       /usr/bin/a\n", false),
      ("", false),
    ])
  func regions(_ line: String, _ isCode: Bool) {
    #expect((IdleMemory.region(line) != nil) == isCode)
  }

  @Test func aRegionIsItsAddresses() {
    #expect(IdleMemory.region("1000-3000 r-xp 00000000 fe:00 1234 /usr/bin/a") == 0x1000..<0x3000)
  }
}
