"""Poisoning what comes after: the next student, the next cell, the grader's own start."""

from tests.attacks.bank import attack


@attack()
def files_for_the_next():
    """Leaves files for the next student, wherever it can write."""
    for folder in (
        ".",
        "/tmp",
        "/dev/shm",
        "~",
        "/data",
        "/usr",
        "/var/tmp",
        "/home",
        "/",
        sys.prefix,
    ):
        tried(
            lambda: open(os.path.join(os.path.expanduser(folder), "left-behind"), "w").write(
                "left behind"
            )
        )


@attack()
def files_of_the_last():
    """Looks for files that the student before it left."""
    for folder in (
        ".",
        "/tmp",
        "/dev/shm",
        "~",
        "/data",
        "/usr",
        "/var/tmp",
        "/home",
        "/",
        sys.prefix,
    ):
        if os.path.exists(os.path.join(os.path.expanduser(folder), "left-behind")):
            broke(folder)
    for folder in ("/tmp", "/dev/shm", "/home/student"):
        for name in os.listdir(folder):
            shown = any(
                prefix.startswith(os.path.join(folder, name) + "/")
                for prefix in (sys.prefix, sys.base_prefix)
            )
            known = name in (".ipython", ".cache", ".config", "matplotlib") or "matplotlib" in name
            if not shown and not known:  # an environment may lie in /tmp
                broke((folder, name))


@attack()
def customize():
    """Leaves modules that Python imports when it starts."""
    import site

    for folder in (
        *site.getsitepackages(),
        site.getusersitepackages(),
        *sys.path,
        os.path.dirname(os.__file__),
    ):
        for name in ("sitecustomize.py", "usercustomize.py", "evil.pth", "torch.py"):
            tried(
                lambda: os.makedirs(folder, exist_ok=True),
                lambda: open(os.path.join(folder, name), "w").write("import os; os._exit(3)"),
            )
    os.environ["PYTHONSTARTUP"] = os.environ["PYTHONPATH"] = os.path.expanduser("~")


@attack()
def startup_files():
    """Leaves start-up files of IPython, Jupyter and the shell in its home directory."""
    for path in (
        ".ipython/profile_default/startup/00.py",
        ".ipython/profile_default/ipython_config.py",
        ".jupyter/jupyter_config.py",
        ".bashrc",
        ".config/matplotlib/matplotlibrc",
    ):
        path = os.path.expanduser(f"~/{path}")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").write("raise SystemExit('poisoned')")


@attack()
def at_exit():
    """Asks Python to run code when the process ends, and takes its time over it."""
    import atexit, signal, weakref

    for _ in range(3):
        atexit.register(time.sleep, 60)
    weakref.finalize(torch, time.sleep, 60)
    signal.signal(signal.SIGTERM, lambda *args: time.sleep(60))
    threading.Thread(target=time.sleep, args=(60,), daemon=False).start()


@attack()
def daemons():
    """Leaves children behind that detach themselves and go on."""
    import subprocess

    for _ in range(5):
        if os.fork() == 0:
            os.setsid()
            if os.fork():
                os._exit(0)
            for fd in range(3, 200):
                tried(lambda: os.close(fd))
            time.sleep(1000)
            os._exit(0)
    subprocess.Popen(["sleep", "1000"], start_new_session=True)


@attack()
def torch_for_the_next():
    """Changes torch, Python and numpy in memory, which the next student's process is forked from too."""
    import builtins, numpy

    for module in (torch, F, numpy):
        for name in ("zeros", "pad", "tensor", "ones", "conv2d", "equal"):
            setattr(module, name, None)
    torch.Tensor.__mul__ = lambda *args: None
    torch.set_num_threads(64)
    torch.set_default_dtype(torch.float64)
    builtins.print = None


@attack()
def caches():
    """Writes into the caches that later processes read: bytecode, torch's hub and compiled code, matplotlib's fonts."""
    import glob, py_compile

    open("poisoned.py", "w").write("raise SystemExit")
    for path in (os.__file__, torch.__file__, json.__file__):
        tried(
            lambda: broke(
                py_compile.compile(
                    "poisoned.py",
                    cfile=os.path.join(os.path.dirname(path), "__pycache__", "poisoned.pyc"),
                    doraise=True,
                )
            )
        )
    for folder in (
        "~/.cache/torch/hub",
        "~/.cache/torch_extensions",
        "/tmp/torchinductor_student",
        "/tmp/matplotlib",
    ):
        tried(
            lambda: os.makedirs(os.path.expanduser(folder)),
            lambda: open(os.path.expanduser(folder) + "/fontlist-v390.json", "w").write("{"),
        )


@attack()
def the_forkserver():
    """Signals, traces and talks to the process that it was forked from."""
    import signal

    for pid in (os.getppid(), os.getsid(0), os.getpgid(0)):
        if pid not in (0, os.getpid()):
            tried(lambda: (os.kill(pid, signal.SIGSTOP), broke(pid)))
    for fd in range(3, 20):
        try:
            other = socket.socket(fileno=os.dup(fd))
            if other.type == socket.SOCK_SEQPACKET:
                other.send(b'{"connection": {}}')
                broke("the forkserver's socket")
        except OSError:
            pass


@attack()
def shared_memory():
    """Leaves named shared memory and semaphores behind."""
    from multiprocessing import shared_memory

    kept = [
        shared_memory.SharedMemory(f"left-{number}", create=True, size=2**20)
        for number in range(20)
    ]
    torch.multiprocessing.set_sharing_strategy("file_system")
    kept.append(torch.zeros(1000).share_memory_())
    raise SystemExit


@attack(honest=("pool",))
def the_next_cell():
    """Puts junk under every name that the next cells and their questions might use: the namespace, the modules, the shell."""
    import types

    for name in (
        "beside",
        "beside.bridge",
        "beside.wire",
        "bridge",
        "wire",
        "shell",
        "channel",
        "autograder",
    ):
        sys.modules[name] = types.ModuleType(name)
    answer = wire = bridge = shell = names = request = number = None
    get_ipython().user_global_ns["get_ipython"] = get_ipython

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return image


@attack()
def shell_for_the_next():
    """Rewrites the shell, the session's and the bridge's code in memory, which the next student's process is forked from too."""
    shell = get_ipython()
    for thing in (
        type(SESSION),
        type(SESSION.channel),
        BRIDGE.Watch,
        BRIDGE.wire,
        BRIDGE,
        type(shell),
    ):
        for name, value in list(vars(thing).items()):
            if callable(value) and not name.startswith("__"):
                tried(lambda: setattr(thing, name, lambda *args, **kwargs: {"poisoned": 1}))
    shell.user_ns["torch"] = shell.ast_transformers = None


@attack()
def shell_asked_to_end():
    """Asks the shell to end, and to begin anew, in the middle of a cell."""

    def end(shell):
        shell.ask_exit()
        tried(
            lambda: shell.reset(new_session=True),
            lambda: type(shell).clear_instance(),
            lambda: shell.restore_sys_module_state(),
        )

    end(get_ipython())
