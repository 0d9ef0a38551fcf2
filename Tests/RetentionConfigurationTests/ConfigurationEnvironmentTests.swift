import Glibc
import Testing

@testable import RetentionConfiguration

@Suite struct ConfigurationEnvironmentTests {
  @Test func `The process's environment is read`() throws {
    let environment = ConfigurationEnvironment.current
    let path = try #require(getenv("PATH"))
    #expect(environment["PATH"] == String(cString: path))
    #expect(environment.systemRoot == "")
    let entry = try #require(getpwuid(getuid()))
    #expect(environment.accountHome == String(cString: entry.pointee.pw_dir))
  }
}
