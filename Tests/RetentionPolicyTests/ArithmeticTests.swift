import RetentionPolicy
import Testing

/// Numbers come from somebody else's database: none may trap.
@Suite struct ArithmeticTests {
  @Test(
    arguments: [
      (0, 90, 0), (1, 90, 0), (10, 90, 9), (199, 50, 99), (100, 1, 1), (100, 100, 100),
      (100, 0, 0), (100, -5, 0), (100, 101, 100),
      (Int64.max, 100, Int64.max), (Int64.max, 50, Int64.max / 2), (Int64.max, 1, Int64.max / 100),
    ] as [(Int64, Int, Int64)])
  func shareIsExactAndRoundsDown(bytes: Int64, percent: Int, share: Int64) {
    #expect(ByteCount(bytes).share(percent: percent) == ByteCount(share))
  }

  @Test func bytesSaturate() {
    let greatest = ByteCount(.max)
    #expect(greatest + ByteCount(1) == greatest)
    #expect(ByteCount(1) - greatest == .zero)
    #expect(ByteCount.mebibytes(.max) == greatest)
    #expect(ByteCount.mebibytes(.min) == .zero)
    #expect(PageCount(.max).bytes(pageSize: ByteCount(4_096)) == greatest)
    #expect(PageCount(3).bytes(pageSize: ByteCount(4_096)) == ByteCount(12_288))
  }

  @Test func timesSaturate() {
    #expect(Timestamp(milliseconds: .min) - Milliseconds(1) == Timestamp(milliseconds: .min))
    #expect(Timestamp(milliseconds: .max) - Milliseconds(-1) == Timestamp(milliseconds: .max))
    #expect(Timestamp(milliseconds: 0) - Milliseconds(.min) == Timestamp(milliseconds: .max))
    #expect(Timestamp(milliseconds: 5) - Milliseconds(2) == Timestamp(milliseconds: 3))
    #expect(Milliseconds.days(.max) == Milliseconds(.max))
    #expect(Milliseconds.hours(.min) == Milliseconds(.min))
    #expect(Milliseconds.days(2) == Milliseconds(172_800_000))
  }
}
