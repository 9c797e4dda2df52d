import Foundation
import SSHTransport
import TestServers
import Testing

/// What failures leave behind: nothing.
@Suite("Leftovers", .serialized) struct LeakTests {
    @Test(
        "50 failures of every kind leak no descriptor and leave no zombie", arguments: SSHTransports.Preference.allCases
    )
    func failures(preference: SSHTransports.Preference) throws {
        let proxied = try ProxiedFixture()
        let fixture = proxied.fixture
        var wrongHost = fixture.identity
        wrongHost.knownHosts = [try fixture.server.directory.write("", to: "empty")]
        let behaviours: [CuttingProxy.Behaviour] = [
            .drop, .cut(after: 1000, .toClient), .stall(after: 0, .toClient), .stall(after: 2500, .toClient), .forward,
        ]
        func fail(_ round: Int) {
            proxied.proxy.behaviour = behaviours[round % behaviours.count]
            let isStalling = if case .stall = proxied.proxy.behaviour { true } else { false }
            let transport = proxied.transport(preference)
            #expect(throws: (any Error).self) {
                try transport.listReferences("/nowhere.git", within: isStalling ? .milliseconds(150) : .seconds(10))
            }
            proxied.proxy.cutAll()
        }
        for round in 0..<behaviours.count { fail(round) }
        let before = try Self.descriptors()
        for round in 0..<50 { fail(round) }
        // Other tests open and close descriptors at the same time; a leak of one a failure would be 50.
        let after = try Self.descriptors()
        #expect(after < before + 25, "\(before) descriptors before, \(after) after")
        #expect(Self.zombies() == [])
    }

    private static func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }

    /// Names of dead children that are `ssh` and that nobody waited for.
    private static func zombies() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { name in
            guard Int(name) != nil, let text = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
                let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")")
            else { return nil }
            let fields = text[text.index(after: close)...].split(separator: " ")
            let program = text[text.index(after: open)..<close]
            return program == "ssh" && fields[0] == "Z" && fields[1] == "\(getpid())" ? String(program) : nil
        }
    }
}
