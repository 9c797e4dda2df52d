# Real servers on loopback for the demonstration and the harnesses: sourced after lib.sh, never run.
# Everything lives in the folder $work and is stopped by pid when the script ends.
# shellcheck shell=bash

pids=()
work=

# Makes the folder; everything in it is gone at the end, unless $keep is set.
begin_work() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-$1.XXXXXX")
    trap end_work EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

end_work() {
    local status=$? pid
    trap - EXIT
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    if [ -n "${keep:-}" ]; then say "kept: $work"; else rm -rf "$work"; fi
    exit "$status"
}

# A container registry, anonymous, without TLS: sets $registry to host:port.
start_registry() {
    local port
    port=$(free_port)
    cat >"$work/registry.yml" <<YAML
version: 0.1
log: { level: error }
storage: { filesystem: { rootdirectory: $work/registry }, delete: { enabled: true } }
http: { addr: "127.0.0.1:$port" }
YAML
    docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
    pids+=($!)
    wait_for_port "$port" $! docker-registry "$work/registry.log"
    registry=localhost:$port
}

# An SSH server for whoever runs this: sets $ssh_port, and writes $work/keys and $work/git.
# With a home of its own: a login shell reads ~/.bashrc for each command, and that may take seconds.
start_sshd() {
    local sshd
    sshd=$(PATH=$PATH:/usr/sbin:/sbin command -v sshd) || fail "sshd is not installed."
    mkdir -p "$work/keys" "$work/git"
    chmod 700 "$work/keys"
    ssh-keygen -q -t ed25519 -N '' -C host -f "$work/keys/host_ed25519"
    ssh-keygen -q -t ed25519 -N '' -C deploy -f "$work/keys/deploy_ed25519"
    ssh-keygen -q -t ed25519 -N '' -C sluice@example.com -f "$work/keys/signing_ed25519"
    [ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
    ssh_port=$(free_port)
    cat >"$work/sshd_config" <<CONF
Port $ssh_port
ListenAddress 127.0.0.1
HostKey $work/keys/host_ed25519
AuthorizedKeysFile $work/keys/deploy_ed25519.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 500
MaxSessions 100
SetEnv HOME=$work
CONF
    "$sshd" -D -e -f "$work/sshd_config" 2>"$work/sshd.log" &
    pids+=($!)
    wait_for_port "$ssh_port" $! sshd "$work/sshd.log"
    printf '[localhost]:%s %s\n' "$ssh_port" "$(cut -d' ' -f1,2 "$work/keys/host_ed25519.pub")" >"$work/keys/known_hosts"
    printf 'sluice@example.com %s\n' "$(cut -d' ' -f1,2 "$work/keys/signing_ed25519.pub")" >"$work/keys/allowed_signers"
}

# A bare repository with one file: make_repository NAME PATH <content
make_repository() {
    local bare=$work/git/$1.git clone=$work/clone-$1
    git init -q --bare -b main "$bare"
    git init -q -b main "$clone"
    mkdir -p "$clone/$(dirname "$2")"
    cat >"$clone/$2"
    git -C "$clone" add -A
    git -C "$clone" -c user.name=Demo -c user.email=demo@example.com commit -q -m "Start"
    git -C "$clone" push -q "$bare" main
    rm -rf "$clone"
}

# Runs one of scripts/tools' harnesses on the servers that were started: run_harness FILE ARGUMENT…
# In the background, so that a signal to the script ends it, and with it all that it started.
run_harness() {
    PYTHONDONTWRITEBYTECODE=1 python3 "$root/scripts/tools/$1" \
        --work "$work" --registry "$registry" --ssh-port "$ssh_port" "${@:2}" &
    pids+=($!)
    wait $!
}
