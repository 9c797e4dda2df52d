/// TLS on loopback for a server that speaks none: takes connections with a certificate and forwards what is in them.
package final class TLSProxy: Sendable {
    package let port: Int
    private let process: ServerProcess
    private let certificates: TestCertificates

    /// Forwards to `target`, and returns once it listens.
    package init(to target: Int, _ certificates: TestCertificates) async throws {
        port = freePort()
        self.certificates = certificates
        process = try ServerProcess(
            [
                "python3", "-c", Self.program, String(port), String(target), certificates.certificate,
                certificates.key,
            ])
        try await process.waitUntilListening(on: port)
    }

    private static let program = """
        import socket, ssl, sys, threading
        port, target = int(sys.argv[1]), int(sys.argv[2])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3], sys.argv[4])

        def pump(a, b):
            try:
                while data := a.recv(65536):
                    b.sendall(data)
            except OSError:
                pass
            try:
                b.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        def serve(plain):
            try:
                client = context.wrap_socket(plain, server_side=True)
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", target))
            thread = threading.Thread(target=pump, args=(server, client), daemon=True)
            thread.start()
            pump(client, server)
            thread.join()
            client.close()
            server.close()

        listener = socket.create_server(("127.0.0.1", port))
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()
        """
}
