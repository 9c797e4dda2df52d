import SSHTransport
import TestServers
import Testing

/// A connection that breaks, at every stage.
@Suite("A cut connection") struct CutConnectionTests {
    static let implementations: [SSHTransports.Preference] = [.libssh2, .openssh]

    @Test("after any number of bytes in either direction", arguments: implementations, CuttingProxy.Direction.allCases)
    func anywhere(preference: SSHTransports.Preference, direction: CuttingProxy.Direction) throws {
        let proxied = try ProxiedFixture()
        let whole = try proxied.transport(preference).open(.uploadPack, proxied.repository)
        try whole.readAdvertisement()
        let total = proxied.proxy.transferred(direction)
        whole.close()
        for part in 0..<12 {
            proxied.proxy.behaviour = .cut(after: total * part / 12, direction)
            let failure = #expect(throws: TransportFailure.self) {
                try proxied.transport(preference).open(.uploadPack, proxied.repository).readAdvertisement()
            }
            guard case .connectionLost(afterRequestSent: false, _, _) = failure?.reason else {
                Issue.record("cut after \(total * part / 12): \(String(describing: failure))")
                continue
            }
            #expect(failure?.isTransient == true)
        }
    }

    @Test("in the middle of a stream it is a failure, never its end", arguments: implementations)
    func midStream(preference: SSHTransports.Preference) throws {
        let proxied = try ProxiedFixture()
        let channel = try proxied.transport(preference).open(.receivePack, proxied.repository)
        #expect(try channel.readAdvertisement().contains("refs/heads/main"))
        proxied.proxy.cutAll()
        let failure = #expect(throws: TransportFailure.self) { try channel.readOrEnd() }
        guard case .connectionLost(afterRequestSent: false, _, _) = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(channel.close().exitStatus == nil)
    }

    @Test("after we wrote, the failure says that the server may have acted", arguments: implementations)
    func afterWriting(preference: SSHTransports.Preference) throws {
        let proxied = try ProxiedFixture()
        let channel = try proxied.transport(preference).open(.receivePack, proxied.repository)
        #expect(try channel.readAdvertisement().contains("refs/heads/main"))
        let before = proxied.proxy.transferred(.toServer)
        try channel.write("00")
        #expect(proxied.proxy.wait(forTransferred: before + 1, .toServer))
        proxied.proxy.cutAll()
        let failure = #expect(throws: TransportFailure.self) { try channel.readOrEnd() }
        guard case .connectionLost(afterRequestSent: true, _, _) = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(failure?.description.contains("may have acted") == true)
    }

    @Test("together with the service's end takes nothing from its last words", arguments: [0, 7])
    func withTheLastByte(status: Int32) throws {
        let proxied = try ProxiedFixture(
            configuration: ["ForceCommand printf words; echo more >&2; exit \(status)"])
        func run() throws -> ChannelEnd {
            let channel = try proxied.transport(.libssh2).open(.uploadPack, proxied.repository)
            #expect(try channel.read() == "words")
            #expect(try channel.readOrEnd() == "")
            return channel.close()
        }
        #expect(try run() == ChannelEnd(exitStatus: status, errors: "more\n"))
        let total = proxied.proxy.transferred(.toClient)
        proxied.proxy.behaviour = .cut(after: total, .toClient)
        #expect(try run() == ChannelEnd(exitStatus: status, errors: "more\n"))
    }

    @Test("nobody listens, or hangs up at once", arguments: implementations)
    func refused(preference: SSHTransports.Preference) throws {
        let proxied = try ProxiedFixture(.drop)
        let dropped = #expect(throws: TransportFailure.self) {
            try proxied.transport(preference).listReferences(proxied.repository)
        }
        guard case .connectionLost(afterRequestSent: false, _, _) = dropped?.reason else {
            Issue.record("\(String(describing: dropped))")
            return
        }
        proxied.proxy.close()
        let refused = #expect(throws: TransportFailure.self) {
            try proxied.transport(preference).listReferences(proxied.repository)
        }
        #expect(refused?.reason == .connectionRefused)
        #expect(refused?.isTransient == true)
    }
}
