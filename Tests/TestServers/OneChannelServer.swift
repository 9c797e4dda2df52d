import Foundation
import Glibc

/// An SSH server that is not OpenSSH (Paramiko) and that gives one channel to a connection, as some Git hosts do.
package final class OneChannelServer: Sendable {
    /// What happens to a second channel.
    package enum Manner: String, Sendable, CaseIterable {
        /// It is refused; the connection stays.
        case refuse
        /// There is no second: the connection closes with the first.
        case hangUp
    }

    package let port: Int
    package let directory: TemporaryDirectory
    private let process: ServerProcess

    /// Listens on loopback, takes any key, and runs the commands that it is asked for.
    package init(_ manner: Manner) throws {
        port = freePort()
        directory = try TemporaryDirectory("onechannel")
        try run(["ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-m", "PEM", "-f", directory.file("host")])
        let script = try directory.write(Self.script, to: "server.py")
        // The distribution's own Python, which has the distribution's own Paramiko.
        process = try ServerProcess(["/usr/bin/python3", script, "\(port)", directory.file("host"), manner.rawValue])
        guard process.log.wait(for: "listening", seconds: 20) else {
            throw CommandFailure(description: "no server; is python3-paramiko installed? \(process.log.text)")
        }
    }

    deinit { process.stop(SIGKILL) }

    /// How many connections it has taken.
    package var connections: Int { process.log.text.ranges(of: "connection").count }

    /// Writes a known_hosts file with its key and answers the file's path.
    package func knownHosts() throws -> String {
        let key = try String(contentsOfFile: directory.file("host.pub"), encoding: .utf8)
        return try directory.write("[127.0.0.1]:\(port) \(key)", to: "known_hosts")
    }

    private static let script = """
        import socket, subprocess, sys, threading
        import paramiko

        port, key, manner = int(sys.argv[1]), paramiko.ECDSAKey(filename=sys.argv[2]), sys.argv[3]

        class Server(paramiko.ServerInterface):
            channels = 0

            def get_allowed_auths(self, username):
                return "publickey"

            def check_auth_publickey(self, username, key):
                return paramiko.AUTH_SUCCESSFUL

            def check_channel_request(self, kind, chanid):
                self.channels += 1
                return (paramiko.OPEN_SUCCEEDED if self.channels == 1
                        else paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED)

            def check_channel_exec_request(self, channel, command):
                threading.Thread(target=serve, args=(channel, command), daemon=True).start()
                return True

        def serve(channel, command):
            child = subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            def feed():
                while data := channel.recv(32768):
                    child.stdin.write(data)
                    child.stdin.flush()
                child.stdin.close()
            threading.Thread(target=feed, daemon=True).start()
            while data := child.stdout.read1(32768):
                channel.sendall(data)
            channel.send_exit_status(child.wait())
            channel.close()
            if manner == "hangUp":
                # Not a reset, which would destroy what is still on its way.
                channel.get_transport().sock.shutdown(socket.SHUT_WR)

        listener = socket.create_server(("127.0.0.1", port))
        print("listening", flush=True)
        while True:
            client, _ = listener.accept()
            print("connection", flush=True)
            transport = paramiko.Transport(client)
            transport.add_server_key(key)
            transport.start_server(server=Server(), event=threading.Event())

        """
}
