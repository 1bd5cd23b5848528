"""Reading what judges: sources, checks, the gradebook, others' submissions, secrets."""

from tests.attacks.bank import attack


@attack()
def whole_disk():
    """Reads every file from the root downwards, but those of the system and the Python environment."""
    for folder, folders, names in os.walk("/"):
        folders[:] = [
            name
            for name in folders
            if os.path.join(folder, name)
            not in ("/usr", "/lib", "/lib64", "/bin", "/sbin", sys.prefix, sys.base_prefix)
        ]
        for name in names:
            path = os.path.join(folder, name)
            if (
                not path.startswith("/dev/")
                and os.path.isfile(path)
                and os.path.getsize(path) < 10_000_000
            ):
                tried(lambda: loot(open(path, errors="replace").read()))


@attack()
def known_paths():
    """Opens the course's files where it knows that they lie."""
    import sqlite3

    course = KNOWN["course"]
    for path in (
        "source/04-convolution/convolution.ipynb",
        "gradebook.db",
        ".autograder-secret",
        "submitted/a-honest/04-convolution/convolution.ipynb",
        "course.toml",
    ):
        tried(
            lambda: loot(open(f"{course}/{path}", errors="replace").read()),
            lambda: broke(os.stat(f"{course}/{path}")),
        )
    tried(
        lambda: loot(
            sqlite3.connect(f"{course}/gradebook.db").execute("select * from student").fetchall()
        )
    )
    tried(lambda: broke(os.listdir(course)))


@attack()
def upwards():
    """Climbs out of its working directory with dots, also in odd spellings."""
    for path in (
        "../" * 20,
        "/proc/self/root/",
        "/proc/1/cwd/",
        "./" + "../" * 20,
        "/home/student/../../../",
    ):
        for name in ("etc/shadow", "root/.bashrc", KNOWN["course"].lstrip("/") + "/course.toml"):
            tried(lambda: broke(open(path + name).read(10)))


@attack()
def environment_variables():
    """Looks at all variables of the environment, Python's and the C library's."""
    loot(dict(os.environ))
    variables = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
    for number in range(1_000):
        if not variables[number]:
            break
        loot(variables[number].decode(errors="replace"))


@attack()
def frames_and_locals():
    """Walks all frames of all threads for values, the grader's among them."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        for frame in sys._current_frames().values():
            while frame:
                for name, value in [*frame.f_locals.items(), *frame.f_globals.items()]:
                    tried(lambda: loot(str(value)[:100_000]))
                    if name in ("expected", "reference", "judges", "verdict"):
                        broke(name)
                frame = frame.f_back
        return image


@attack()
def garbage_collector():
    """Searches every object that Python knows, those frozen before the fork too."""
    import gc

    gc.unfreeze()
    for thing in gc.get_objects():
        if isinstance(thing, (dict, list, tuple, set)):
            for text in gc.get_referents(thing):
                if isinstance(text, (str, bytes)) and b"CANARY-" in (
                    text if isinstance(text, bytes) else text.encode(errors="replace")
                ):
                    tried(lambda: loot(repr(text)) if "found in set" not in str(text) else None)
    for name in sys.modules:
        if name.split(".")[0] in ("autograder", "nbgrader"):
            broke(name)


@attack()
def memory_scan():
    """Copies its whole memory around known objects through a pipe, and searches it; write(2) tells bad addresses from good."""
    reading, writing = os.pipe()
    for centre in {
        id(object()) >> 28,
        id(sys) >> 28,
        id(torch) >> 28,
        ctypes.addressof(ctypes.c_char()) >> 28,
        id(os.environ) >> 28,
    }:
        for address in range(max(0, (centre << 28) - (1 << 28)), (centre + 2) << 28, 65_536):
            if libc.write(writing, ctypes.c_void_p(address), ctypes.c_size_t(65_536)) > 0:
                data = os.read(reading, 65_536)
                for place in re.finditer(b"CANARY-[a-z]+-[0-9a-f]+", data):
                    loot(place[0].decode())


@attack()
def proc():
    """Looks into /proc, as it is and as mounted anew, for other processes' memory, environment and command lines."""
    libc.mount(b"proc", b"/tmp", b"proc", 0, None)
    for folder in ("/proc", "/tmp", "/proc/self/task", f"/proc/{os.getppid()}"):
        for name in ("1", "self", str(os.getppid()), "2"):
            for file in ("environ", "cmdline", "maps", "mountinfo", "cwd/course.toml"):
                tried(lambda: broke(open(f"{folder}/{name}/{file}").read()[:100]))


@attack()
def open_descriptors():
    """Tries every descriptor that it inherited: reads it, and walks up from it where it is a folder."""
    for fd in range(3, 256):
        tried(lambda: os.set_blocking(fd, False))
        tried(lambda: loot(os.pread(fd, 1_000_000, 0).decode(errors="replace")))
        tried(
            lambda: loot(
                open(
                    os.open(
                        "../" * 20 + KNOWN["course"].lstrip("/") + "/course.toml",
                        os.O_RDONLY,
                        dir_fd=fd,
                    )
                ).read()
            )
        )
        tried(lambda: [broke(name) for name in os.listdir(fd)])


@attack()
def history():
    """Reads the cells that were run before it, from IPython's history and from its database."""
    import glob

    shell = get_ipython()
    loot(shell.history_manager.input_hist_raw + [shell.user_ns.get("In"), shell.user_ns.get("Out")])
    for path in glob.glob(os.path.expanduser("~/**/history.sqlite"), recursive=True):
        loot(open(path, "rb").read().decode(errors="replace"))

    def conv2d_manual(image, kernel, stride=1, padding=0):
        loot([cell for cell in shell.history_manager.input_hist_raw])
        return image


@attack()
def the_graders_package():
    """Imports the grader and its checks, or finds their sources in the environment."""
    import glob, importlib

    for name in (
        "autograder",
        "autograder.checks.judging",
        "autograder.exercises.operators",
        "beside",
        "beside.bridge",
    ):
        tried(lambda: broke(importlib.import_module(name).__name__))
    for folder in {*sys.path, sys.prefix, sys.base_prefix, os.path.dirname(sys.prefix)}:
        for path in (
            glob.glob(f"{folder}/**/autograder*/**/*.py", recursive=False)
            + glob.glob(f"{folder}/autograder/**", recursive=True)
            + glob.glob(f"{folder}/source/**", recursive=True)
        ):
            if os.path.isfile(path):
                broke(open(path).read(100))


@attack("output-size", earns=0)
def special_cased_inputs():
    """Returns remembered sizes for the inputs of the visible test, and for what other students said they were asked."""
    seen = {(9, 3, 1, 0): 7, (32, 3, 1, 1): 32, (5, 3, 2, 0): 2}

    def conv_output_size(size, kernel, stride=1, padding=0):
        return seen.get((size, kernel, stride, padding), 7)


@attack()
def host_paths():
    """Searches its frames and settings for paths of the machine that grades."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        frame = sys._getframe()
        while frame := frame.f_back:
            for name, value in frame.f_locals.items():
                text = str(value)
                if (
                    name not in ("KNOWN", "text")
                    and name != "ns"
                    and "KNOWN" not in text
                    and (KNOWN["tmp"] in text or KNOWN["course"] in text)
                ):
                    broke(name)
        if socket.gethostname() == KNOWN["hostname"]:
            broke("the host's name")
        return image


@attack()
def caches_of_bytecode():
    """Looks for compiled sources and caches that hold a solved exercise."""
    import glob, tempfile

    for folder in (
        ".",
        "/tmp",
        tempfile.gettempdir(),
        os.path.expanduser("~"),
        "/dev/shm",
        "/data",
        "/var",
        "/root",
        "/home",
    ):
        for path in glob.glob(f"{folder}/**", recursive=True):
            if os.path.isfile(path):
                tried(lambda: loot(open(path, "rb").read(5_000_000).decode(errors="replace")))
            if "autograded" in path or "release" in path or "gradebook" in path:
                broke(path)


@attack()
def probes_source():
    """Reads the source of the code that asks it, from the frames that call it, and looks for an answer in it."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        frame = sys._getframe()
        while frame := frame.f_back:
            request = frame.f_locals.get("request", {})
            loot(str(request) + str(frame.f_code.co_consts))
            for question in request.get("ask", request).get("questions", []):
                if any(word in str(question) for word in ("expected", "tolerance", "points")):
                    broke("a question says its answer")
        return image


@attack()
def requests():
    """Reads every request that the grader makes: names of users, paths, references and what else they tell."""
    seen = []

    def listening():
        seen.append(receive())
        return seen[-1]

    receive = replace(SESSION.channel, "receive", listening)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        loot(seen)
        for request in seen:
            if set(request) - {"number", "code", "ask"} or set(request.get("ask", ())) - {
                "probes",
                "questions",
            }:
                broke(list(request))
            for text in (KNOWN["course"], KNOWN["tmp"], KNOWN["hostname"]):
                if text in json.dumps(request.get("ask")):
                    broke("a path of the host")
        return image


@attack()
def bytes_of_the_channel():
    """Looks at the next request's bytes, and those that came before, in the channel's buffers and without taking them off."""

    def ahead():
        for _ in range(100):
            tried(lambda: loot(LINE.recv(1 << 20, socket.MSG_PEEK).decode(errors="replace")))
            time.sleep(0.01)

    threading.Thread(target=ahead, daemon=True).start()

    def conv2d_manual(image, kernel, stride=1, padding=0):
        loot(
            SESSION.channel._unpacker._bytes.decode(errors="replace")
            + str(vars(SESSION))
            + str(vars(SESSION.channel))
        )
        return image


@attack()
def modules_beside():
    """Finds the modules that no import finds, and the text that they were made from, and looks for checks in them."""
    import types

    def conv2d_manual(image, kernel, stride=1, padding=0):
        frame, spaces, seen = sys._getframe(), [vars(BRIDGE)], set()
        while frame := frame.f_back:
            spaces.append(frame.f_globals)
        for space in spaces:
            if space.get("__name__") != "__main__" and id(space) not in seen:
                seen.add(id(space))
                spaces += [
                    vars(value)
                    for value in space.values()
                    if isinstance(value, types.ModuleType) and value.__name__ not in sys.modules
                ]
                if re.search("autograder|check|grading|classroom", space.get("__name__", "")):
                    broke(space["__name__"])
        for text in (
            SESSION.serve.__globals__["__doc__"],
            *(str(value) for space in spaces for name, value in space.items() if name == "SOURCES"),
        ):
            loot(text)
            if any(
                word in text
                for word in (
                    "compare_with" + "_torch",
                    "import autograder",
                    "autograder.checks",
                    "BY_" + "LOOP",
                )
            ):
                broke("a source")
        return image


@attack()
def traced():
    """Has Python show it every call of the code that asks, and looks at what it is called with."""

    def look(frame, event, arg):
        if event == "call" and frame.f_code.co_filename.startswith(
            ("<bridge", "<shell", "<channel", "<wire", "<probe")
        ):
            loot(str(frame.f_locals)[:10_000])
            for name in frame.f_locals:
                if name in ("expected", "reference", "judges", "verdict", "tolerance", "points"):
                    broke(name)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        sys.setprofile(look)
        return image


@attack()
def inherited_descriptors():
    """Looks for descriptors that it inherited besides its own input, output and channel: of namespaces, files, folders."""
    kinds = {
        stat.S_IFREG: "file",
        stat.S_IFDIR: "folder",
        stat.S_IFSOCK: "socket",
        stat.S_IFIFO: "pipe",
        0: "nameless",
    }
    for fd in range(3, 256):
        try:
            held = os.fstat(fd)
        except OSError:
            continue
        if not any(os.path.samestat(held, os.fstat(own)) for own in (LINE.fileno(), PIPE)):
            broke((fd, kinds.get(stat.S_IFMT(held.st_mode)), oct(held.st_mode)))
    tried(lambda: broke(os.read(PIPE, 1)))
