"""Breaking out of the box: of its file system, its user, its namespaces."""

from tests.attacks.bank import attack, on_folder


@attack()
def links():
    """Makes links that lead out of its folder, and reads and writes through them."""
    os.symlink("/", "root")
    os.symlink(KNOWN["course"], "course")
    for path in ("root/" + KNOWN["course"], "course", "root/proc/1/root"):
        tried(lambda: broke(os.listdir(path)))
    tried(
        lambda: broke(os.link("/etc/passwd", "passwd")), lambda: broke(open("root/usr/evil", "w"))
    )


@on_folder()
def notebook_is_a_link(folder, course):
    """Hands in a link to the instructor's source, with all solutions, as its notebook."""
    notebook = folder / "convolution.ipynb"
    notebook.unlink()
    notebook.symlink_to(course / "source/04-convolution/convolution.ipynb")


@on_folder()
def folder_is_a_link(folder, course):
    """Hands in a link to another student's folder as its own."""
    (folder / "convolution.ipynb").unlink()
    folder.rmdir()
    folder.symlink_to(course / "submitted/a-honest/04-convolution")


@on_folder()
def notebook_under_another_path(folder, course):
    """Hands in file names that lead elsewhere, a notebook among them that would overwrite a stranger's."""
    text = (folder / "convolution.ipynb").read_text()
    for name in (
        "..\\..\\a-honest\\04-convolution\\convolution.ipynb",
        "a\nb.ipynb",
        "-rf.ipynb",
        "convolution.ipynb.ipynb",
        "~root",
    ):
        (folder / name).write_text(text)
    (folder / "solved").symlink_to(course / "source")


@on_folder()
def timestamp_is_a_link(folder, course):
    """Hands in a link to the course's secret as the file that says when it was handed in, for the error message to quote it."""
    (folder / "timestamp.txt").symlink_to(course / ".autograder-secret")


@attack()
def mounts():
    """Mounts the host's disks, a proc, an overlay and bind mounts of its own."""
    for source, kind, flags in (
        (b"proc", b"proc", 0),
        (b"/dev/vda", b"ext4", 0),
        (b"/dev/sda1", b"ext4", 0),
        (b"overlay", b"overlay", 0),
        (b"/", None, 4096),
        (b"tmpfs", b"tmpfs", 0),
    ):
        if libc.mount(source, b"/tmp", kind, flags, None) == 0:
            broke(kind)
    for number in (428, 429, 430, 431, 432, 442):
        if libc.syscall(number, 0, b"/", 0, 0, 0) >= 0:
            broke(number)


@attack()
def mounts_undone():
    """Takes mounts away, to see what lies beneath, and makes read-only ones writable."""
    for path in (b"/usr", b"/tmp", b"/home/student", b"/", sys.prefix.encode()):
        if libc.umount2(path, 2) == 0 or libc.mount(None, path, None, 32 | 4096, None) == 0:
            broke(path)


@attack()
def new_namespaces():
    """Makes namespaces of its own, in which it would be root: unshare, clone, clone3, setns."""
    for flags in (0x10000000, 0x00020000, 0x10020000, 0x40000000, 0x20000000, 0x02000000):
        if libc.unshare(flags) == 0:
            broke(hex(flags))
        pid = libc.syscall(56, flags | 17, None, None, None, None)
        if pid == 0:
            os._exit(0)
        if pid > 0:
            broke(("clone", hex(flags)))
    if libc.syscall(435, ctypes.create_string_buffer(88), 88) > 0 or libc.setns(0, 0) == 0:
        broke("clone3 or setns")


@attack()
def set_uid_programs():
    """Runs programs that belong to root and run as root: su, sudo, mount, passwd."""
    import subprocess

    for program in (
        ["su", "-c", "id"],
        ["sudo", "-n", "id"],
        ["mount", "-t", "proc", "proc", "/tmp"],
        ["pkexec", "id"],
        ["newgrp"],
    ):
        tried(
            lambda: (
                "uid=0"
                in subprocess.run(
                    program, capture_output=True, text=True, timeout=2, input=""
                ).stdout
                and broke(program)
            )
        )
    tried(
        lambda: (os.setuid(0), broke("setuid")),
        lambda: (os.setgid(0), broke("setgid")),
        lambda: (os.setgroups([0]), broke("groups")),
    )


@attack()
def set_uid_of_its_own():
    """Makes a program of its own that is set-uid, gives it to root, and gives itself capabilities."""
    import shutil, subprocess

    shutil.copy("/bin/sh", "shell")
    tried(lambda: os.chmod("shell", 0o6755), lambda: (os.chown("shell", 0, 0), broke("chown")))
    tried(
        lambda: (
            "uid=0"
            in subprocess.run(
                ["./shell", "-pc", "id"], capture_output=True, text=True, timeout=2
            ).stdout
            and broke("set-uid")
        )
    )
    header, rights = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)
    if libc.capset(header, rights) == 0 or libc.prctl(47, 2, 21, 0, 0) == 0:
        broke("capabilities")


@attack()
def device_nodes():
    """Makes device nodes of disks and memory, and opens those that are there."""
    import stat

    for name, number in (
        ("memory", os.makedev(1, 1)),
        ("disk", os.makedev(8, 0)),
        ("vda", os.makedev(253, 0)),
    ):
        tried(lambda: broke(os.mknod(name, 0o666 | stat.S_IFBLK, number)))
    for path in (
        "/dev/mem",
        "/dev/kmsg",
        "/dev/sda",
        "/dev/vda",
        "/dev/kvm",
        "/dev/fuse",
        "/dev/tty",
        "/dev/ptmx",
        "/dev/nvidia0",
        "/dev/net/tun",
    ):
        tried(lambda: broke(open(path, "rb")))


@attack()
def chroot():
    """Leaves its root the old way: a chroot, and up from a folder that was opened before."""
    fd = os.open("/", os.O_RDONLY)
    tried(lambda: (os.chroot("/tmp"), broke("chroot")), lambda: os.fchdir(fd))
    for _ in range(50):
        os.chdir("..")
    tried(
        lambda: broke(open("etc/shadow").read(1)),
        lambda: broke(os.listdir(KNOWN["course"].lstrip("/"))),
    )
    if libc.syscall(155, b".", b".") == 0:
        broke("pivot_root")


@attack()
def handles():
    """Opens files by handle, which no path confines."""
    if (
        libc.syscall(304, -100, ctypes.create_string_buffer(136), 0) >= 0
        or libc.syscall(
            303, -100, b"/", ctypes.create_string_buffer(136), ctypes.create_string_buffer(8), 0
        )
        >= 0
    ):
        broke("handles")


@attack()
def the_kernels_back_rooms():
    """Makes the system calls through which kernels were broken before: bpf, keys, perf, userfaultfd, modules, kexec."""
    for number in (
        321,
        248,
        249,
        250,
        298,
        323,
        175,
        313,
        246,
        320,
        169,
        167,
        163,
        154,
        135,
        300,
        172,
        173,
        272,
        308,
    ):
        if number != 135 and libc.syscall(number, 0, 0, 0, 0, 0) >= 0:
            broke(number)
    if libc.syscall(135, 0x0040000) >= 0:
        broke("personality")


@attack()
def the_other_calling_convention():
    """Makes forbidden system calls by the numbers of 32-bit programs, which a careless filter doesn't know."""
    for number in (0x40000000 + 101, 0x40000000 + 272, 0x40000000 + 165):
        if libc.syscall(number, 0, 0, 0, 0, 0) >= 0:
            broke(number)


@attack()
def no_walls_any_more():
    """Asks Linux to lift what holds it: Landlock, seccomp, no-new-privs, limits."""
    import resource

    libc.prctl(38, 0, 0, 0, 0)
    libc.prctl(22, 0, 0, 0, 0)
    if libc.prctl(39, 0, 0, 0, 0) != 1 or libc.prctl(21, 0, 0, 0, 0) != 2:
        broke("no-new-privs or seccomp")
    for limit in (
        resource.RLIMIT_AS,
        resource.RLIMIT_NPROC,
        resource.RLIMIT_NOFILE,
        resource.RLIMIT_FSIZE,
    ):
        tried(
            lambda: (
                resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)),
                broke("a limit"),
            )
        )


@attack()
def the_environments_files():
    """Writes into the Python environment and the system, and into files that the next process reads."""
    import json as standard

    for path in (
        standard.__file__,
        torch.__file__,
        sys.executable,
        "/usr/bin/env",
        "/etc/passwd",
        "/etc/ld.so.preload",
        os.path.join(sys.prefix, "evil"),
        "/data/evil",
    ):
        tried(lambda: broke(open(path, "ab")))


@attack()
def inherited_namespaces():
    """Goes through every descriptor that it inherited into the namespace that it might stand for, and those above and around."""
    import fcntl

    for fd in range(256):
        if libc.setns(fd, 0) == 0:
            broke(("setns", fd))
        for way in (0xB701, 0xB702):  # NS_GET_USERNS, NS_GET_PARENT
            tried(lambda: broke((hex(way), fcntl.ioctl(fd, way))))
