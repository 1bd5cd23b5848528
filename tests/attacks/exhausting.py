"""Exhausting what everybody needs: processes, memory, disk, time, the patience of who listens.

The exercise after the attack is solved honestly: it must be graded, and on time.
"""

from tests.attacks.bank import attack, on_notebook


@attack(honest=("pool",))
def fork_bomb():
    """Forks, and has every child fork, without end."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        while True:
            try:
                os.fork()
            except OSError:
                time.sleep(0.01)


@attack(honest=("pool",))
def memory():
    """Fills more memory than there is."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        kept = []
        while True:
            kept.append(torch.ones(2**26))


@attack(honest=("pool",))
def memory_in_many_processes():
    """Fills memory in several processes, each within what one may use."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        for _ in range(7):
            if os.fork() == 0:
                kept = bytearray(os.urandom(1)) * (900 * 2**20)
                time.sleep(60)
        time.sleep(60)


@attack(honest=("pool",))
def memory_in_no_process():
    """Fills memory that belongs to no process: System V shared memory, memory files."""
    for number in range(3):
        segment = libc.shmget(0, ctypes.c_size_t(2**26), 0o1600)
        if segment >= 0:
            broke("shared memory")
            libc.shmctl(segment, 0, None)
    tried(lambda: broke(os.memfd_create("memory")))
    if libc.msgget(0, 0o1600) >= 0:
        broke("message queues")


@attack(honest=("pool",))
def disk():
    """Fills every folder that it can write to."""
    block = b"\1" * 2**24
    for folder in (".", "/tmp", "/dev/shm"):

        def fill():
            with open(os.path.join(folder, "full"), "wb") as file:
                for number in range(40):
                    file.write(block)
            broke(folder)

        tried(fill)


@attack(honest=("pool",))
def files():
    """Makes more empty files than a file system has room for."""

    def fill():
        for number in range(100_000):
            open(f"/tmp/{number}", "w").close()
        broke("no end of files")

    tried(fill)


@attack()
def descriptors():
    """Opens descriptors until there are none left, while it is asked."""
    kept = []

    def conv2d_manual(image, kernel, stride=1, padding=0):
        while True:
            kept.append(os.open("/dev/null", os.O_RDONLY))


@attack(honest=("pool",))
def output_flood():
    """Prints without end."""
    line = "a" * 1_000_000
    while True:
        print(line)


@attack(honest=("pool",))
def threads():
    """Starts threads without end, all of them busy for longer than the question may take."""

    def spin():
        end = time.monotonic() + 3
        while time.monotonic() < end:
            pass

    def conv2d_manual(image, kernel, stride=1, padding=0):
        while True:
            try:
                threading.Thread(target=spin, daemon=True).start()
            except RuntimeError:
                time.sleep(0.01)


@attack(honest=("pool",))
def loop_in_c():
    """Loops where Python's signal handler never gets its turn: a regular expression that backtracks."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        re.match(r"(a+)+$", "a" * 64 + "b")


@attack(honest=("pool",))
def loop_in_torch():
    """Multiplies matrices for an hour in one call."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        big = torch.ones(8_000, 8_000)
        return torch.linalg.multi_dot([big] * 50)


@attack(honest=("pool",))
def interrupts_ignored():
    """Ignores interrupts, and catches everything that is raised."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        while True:
            try:
                time.sleep(1)
            except BaseException:
                pass


@attack(honest=("pool",))
def sleep_in_del():
    """Returns an object that sleeps when it is let go."""

    class Sleepy:
        def __del__(self):
            time.sleep(60)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return Sleepy()


@attack(honest=("pool",))
def stopped():
    """Stops its own process, which then answers nothing, not even an interrupt."""
    import signal

    def conv2d_manual(image, kernel, stride=1, padding=0):
        os.kill(os.getpid(), signal.SIGSTOP)
        for child in range(3):
            if os.fork() == 0:
                signal.pause()
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
        time.sleep(60)


@attack(honest=("pool",))
def crash():
    """Writes to address zero."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        ctypes.memset(0, 1, 1)


@attack(honest=("pool",))
def exit_at_once():
    """Ends the process in the middle of an answer."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        os._exit(0)


@attack(honest=("pool",))
def huge_tensor():
    """Returns a tensor of two gigabytes, and one that only says it is that large."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return torch.zeros(1).expand(2**29) if stride == 1 else torch.zeros(2**29)


@attack(honest=("pool",))
def deep_list():
    """Returns lists in lists in lists."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        deep = []
        for _ in range(100_000):
            deep = [deep]
        return deep


@attack(honest=("pool",))
def endless_list():
    """Returns a list that contains itself, and one whose iterator never ends."""

    class Endless(list):
        def __iter__(self):
            while True:
                yield 1

    def conv2d_manual(image, kernel, stride=1, padding=0):
        own = []
        own.append(own)
        return own if stride == 1 else Endless([1])


@attack(honest=("pool",))
def slow_repr():
    """Returns an object whose repr takes a minute, and an error whose text does."""

    class Slow(Exception):
        def __repr__(self):
            time.sleep(60)

        __str__ = __repr__

    def conv2d_manual(image, kernel, stride=1, padding=0):
        if stride > 1:
            raise Slow
        return Slow()


@on_notebook(honest=("pool",))
def parser_bomb(notebook):
    """Hands in expressions that bring Python's own parser and compiler down."""
    from tests.helpers import cell_of

    cell_of(notebook, "manual-conv").source = (
        "x = " + "(" * 50_000 + ")" * 50_000 + "\ny = " + "-" * 90_000 + "1\nz = 2 ** 10 ** 10"
    )
