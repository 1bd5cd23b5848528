"""Reaching out: the network, the host's sockets, other processes."""

from tests.attacks.bank import attack


@attack()
def loopback():
    """Connects to a server that listens on this machine's loopback address."""
    for family, address in (
        (socket.AF_INET, "127.0.0.1"),
        (socket.AF_INET, "0.0.0.0"),
        (socket.AF_INET6, "::1"),
    ):
        tried(lambda: broke(socket.create_connection((address, KNOWN["port"]), 1)))


@attack()
def datagrams():
    """Sends datagrams to a server on this machine, and to everyone."""
    for address in ("127.0.0.1", "255.255.255.255", "224.0.0.1"):
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        tried(lambda: broke(sender.sendto(b"hello", (address, KNOWN["port"]))))


@attack()
def names_of_the_internet():
    """Asks for the address of a name, of the resolver and of a name server directly."""
    tried(lambda: broke(socket.getaddrinfo("example.com", 80)))
    asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    tried(lambda: broke(asking.sendto(b"\0" * 12, ("1.1.1.1", 53))))


@attack()
def the_web():
    """Fetches a page, with Python and with the system's programs."""
    import subprocess, urllib.request

    tried(lambda: broke(urllib.request.urlopen("http://1.1.1.1/", timeout=1)))
    for program in (
        ["curl", "-sm", "1"],
        ["wget", "-qO-", "-T", "1"],
        [sys.executable, "-m", "pip", "download", "--retries", "0", "six", "-i"],
    ):
        tried(
            lambda: (
                subprocess.run(
                    [*program, f"http://127.0.0.1:{KNOWN['port']}/"], timeout=3
                ).returncode
                == 0
                and broke(program)
            )
        )


@attack()
def sockets_of_the_host():
    """Connects to sockets in the host's file system: one that it knows, Docker's, the system bus."""
    for path in (
        KNOWN["socket"],
        "/var/run/docker.sock",
        "/run/dbus/system_bus_socket",
        "/run/systemd/private",
    ):
        tried(lambda: broke(socket.socket(socket.AF_UNIX).connect(path)))


@attack()
def abstract_sockets():
    """Connects to an abstract socket, which lies in no file system."""
    tried(lambda: broke(socket.socket(socket.AF_UNIX).connect("\0" + KNOWN["abstract"])))
    tried(
        lambda: broke(
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(
                b"x", "\0" + KNOWN["abstract"] + "-datagrams"
            )
        )
    )


@attack()
def other_families():
    """Opens sockets of kinds that no course needs: raw packets, virtual machines, kernel crypto, Bluetooth."""
    for family, kind in (
        (17, socket.SOCK_RAW),
        (40, socket.SOCK_STREAM),
        (38, socket.SOCK_SEQPACKET),
        (31, socket.SOCK_RAW),
        (socket.AF_INET, socket.SOCK_RAW),
        (21, socket.SOCK_SEQPACKET),
        (30, socket.SOCK_DGRAM),
    ):
        tried(lambda: broke(socket.socket(family, kind)))


@attack()
def ptrace():
    """Attaches to the processes around it as a debugger does."""
    for pid in (os.getppid(), 1, 2, 3, os.getpid() + 1, KNOWN["pid"]):
        for request in (16, 0x4206):
            if pid != os.getpid() and libc.ptrace(request, pid, None, None) == 0:
                broke(pid)


@attack(honest=("pool",))
def signals():
    """Sends signals to every process but itself: by number, by group, to the parent, to all."""
    import signal

    for pid in (*range(2, 400), KNOWN["pid"], -KNOWN["pid"]):
        # The numbers of its own threads are no strangers.
        tried(
            lambda: (os.kill(pid, 0), broke(pid)) if os.getpgid(abs(pid)) != os.getpgid(0) else None
        )
    tried(
        lambda: os.kill(-1, signal.SIGKILL),
        lambda: os.getppid() and os.kill(os.getppid(), signal.SIGKILL),
    )

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return image


@attack()
def memory_of_others():
    """Reads other processes' memory, and takes descriptors out of them."""
    buffer = ctypes.create_string_buffer(64)
    for pid in (1, 2, os.getppid(), KNOWN["pid"]):
        for number in (310, 311, 312, 438, 434):
            if (
                pid != os.getpid()
                and libc.syscall(number, pid, ctypes.byref(buffer), 1, ctypes.byref(buffer), 1, 0)
                >= 0
            ):
                broke((pid, number))


@attack()
def ring_of_requests():
    """Goes around the filter of system calls with io_uring, which makes them in the kernel."""
    if libc.syscall(425, 8, ctypes.create_string_buffer(200)) >= 0:
        broke("io_uring")


@attack()
def other_students():
    """Looks for other students' sockets and folders, on the host and in its own box, and connects to those that it finds."""
    import glob

    for path in {
        *glob.glob("/tmp/ag-*"),
        *glob.glob("/tmp/ag-*/*"),
        *glob.glob(KNOWN["tmp"] + "/*"),
        *glob.glob("/**/*.sock"),
        *glob.glob("/channels*"),
    }:
        tried(lambda: broke(socket.socket(socket.AF_UNIX).connect(path)), lambda: broke(path))
    for fd in range(3, 256):
        if (
            is_kind(stat.S_ISSOCK, fd)
            and fd != LINE.fileno()
            and not os.path.samestat(os.fstat(fd), os.fstat(LINE.fileno()))
        ):
            broke(("another socket", fd))


@attack()
def the_other_end():
    """Takes the grader's own process from the channel, as its peer: kills it, looks into it, takes descriptors from it."""
    import signal, struct

    pid, _, _ = struct.unpack("3i", LINE.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    if pid:
        broke("the number of the grader's process")
    pidfd = struct.unpack("i", LINE.getsockopt(socket.SOL_SOCKET, 77, 4))[0]  # SO_PEERPIDFD
    tried(lambda: broke(signal.pidfd_send_signal(pidfd, 0)))
    tried(lambda: broke(signal.pidfd_send_signal(pidfd, signal.SIGKILL)))
    for call in (
        (438, pidfd, 0, 0),
        (308, pidfd, 0x20000000),
        (308, pidfd, 0x40000000),
        (440, pidfd, 0, 0, 8, 0),
        (448, pidfd, 0),
    ):
        if libc.syscall(*call) >= 0:
            broke(call)


@attack()
def credentials():
    """Claims to be root, and another process, in the credentials that travel with a message."""
    import struct

    for pid, uid in ((1, 0), (KNOWN["pid"], 1000), (os.getpid(), 0)):
        claimed = [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, struct.pack("3i", pid, uid, uid))]
        tried(lambda: broke(LINE.sendmsg([packed({})], claimed)))
