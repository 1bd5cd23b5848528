"""A student's process runs cells as Jupyter does, whatever they hold, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.student.fair_time import FairTime
from autograder.student.inside.bounds import MAX_ENTRIES, MAX_MESSAGE_BYTES, MAX_OUTPUT_CHARS
from autograder.student.inside.channel import Malformed, Unpacker, pack
from autograder.student.inside.wire import encode
from autograder.student.line import Line
from autograder.student.outputs import SHOWN, Death
from autograder.student.process import ProcessFault, StudentProcess
from autograder.student.provisioner import WARM, install_kernels
from autograder.student.warm import Forked, Forkserver
from tests.student.traces import left_behind

pytestmark = pytest.mark.alone

PROCESSES = 500

TIME = r"[\d.]+ (ns|[uµμ]s|ms|s)\b"
"""As %timeit prints it: which unit it takes depends on the machine and the moment."""

TELLING = [
    "import sys, warnings\nimport torch\nfrom IPython.display import clear_output, display\n"
    "import matplotlib.pyplot as plt",
    "print('before')\ndisplay({'text/plain': 'shown'}, raw=True)\nprint('after', end='')\n"
    "print(' all', file=sys.stderr)",
    "torch.arange(3) * 2",
    "_ + 1",
    "plt.plot([1, 2]);\nprint('drawn')",
    "plt.imshow([[1, 2]])\nplt.show()\nprint('shown')",
    "%matplotlib inline\nplt.plot([1, 2])\nNone",
    "1 / 0",
    "def broken(:\n    pass",
    "print('gone')\nclear_output()\nprint('stays')",
    "%timeit -n1 -r1 pass",
    "!echo from a shell",
    "  print('indented')",
    "%%capture taken\nprint('not shown')",
    "print(taken.stdout.upper())",
    "input('Your name? ')",
    "warnings.warn('careful')",
    "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
    "import logging\nlogging.basicConfig()\nlogging.warning('logged')\n"
    "sys.stdout.isatty(), sys.stdout.encoding.lower()",
    "import sys\nsys.exit(3)",
    "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool:\n"
    "    pool.submit(print, 'in a thread').result()",
    "from IPython.display import Markdown\nMarkdown('*text*')",
    "class Silent:\n    def __repr__(self): raise ValueError('no repr')\nSilent()",
    "In[2][:6], len(Out) > 3",
]


def run_all(
    cells: list[str], *, boxed: bool = True, seconds: float = 20
) -> list[list[NotebookNode]]:
    with StudentProcess(boxed=boxed) as process:
        return [process.run(cell, seconds).outputs for cell in cells]


def printed(process: StudentProcess, code: str) -> str:
    return "".join(output.get("text", "") for output in process.run(code, 10).outputs).strip()


def essence(outputs: list[NotebookNode]) -> list[tuple[object, ...]]:
    """What a reader sees: kinds and texts, without what differs from run to run."""
    seen: list[tuple[object, ...]] = []
    for output in outputs:
        if output.output_type == "stream":
            text = re.sub(TIME, "TIME", output.text)
            text = "".join(c for c in text if not c.isdigit()).replace("\r", "").strip()
            text = text.split("UserWarning")[-1]  # before it stands the name of the cell
            if text:  # Jupyter cuts what a thread writes as it comes
                seen.append((output.output_type, output.name, text))
        elif output.output_type == "error":
            seen.append((output.output_type, output.ename))
        else:
            kinds = [kind for kind in SHOWN if kind in output.data]
            seen.append((output.output_type, *kinds, output.data.get("text/plain")))
    return seen


@pytest.mark.parametrize("boxed", [True, False])
def test_cells_show_what_they_show_in_jupyter(
    boxed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_kernels(tmp_path)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share/jupyter"))
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in TELLING])
    NotebookClient(notebook, kernel_name=WARM, allow_errors=True, timeout=60).execute()

    shown = run_all(TELLING, boxed=boxed)

    for cell, ours in zip(notebook.cells, shown, strict=True):
        assert (cell.source, essence(ours)) == (cell.source, essence(cell.outputs))


def test_an_error_names_the_cell_and_the_line() -> None:
    ((output,),) = run_all(["def divide(n):\n    return 1 / n\n\ndivide(0)"])

    assert "".join(output.traceback) == (
        "Traceback (most recent call last):\n  Cell In[1], line 4\n    divide(0)\n"
        "  Cell In[1], line 2 in divide\n    return 1 / n\nZeroDivisionError: division by zero\n"
    )


def test_what_is_written_past_python_stands_where_it_was_written() -> None:
    code = (
        "import os, subprocess, sys\nprint('one')\nos.system('echo two')\nprint('three')\n"
        "os.write(1, b'four ')\n"
        "subprocess.run(['echo', 'five'], stdout=sys.stdout, check=True)\n6"
    )
    (outputs,) = run_all([code])

    assert [output.get("text") or output.data["text/plain"] for output in outputs] == [
        "one\ntwo\nthree\nfour five\n",
        "6",
    ]


def test_of_a_flood_the_start_is_kept() -> None:
    flood, after = run_all(
        [
            f"while print('x' * {MAX_OUTPUT_CHARS}): pass\nfor i in range(10**5): print('y' * 100)",
            "print('on')",
        ]
    )

    assert len(flood[0].text) < MAX_OUTPUT_CHARS + 200
    assert "cut off" in flood[0].text
    assert after[0].text == "on\n"


def test_what_was_printed_before_the_process_died_is_kept() -> None:
    with StudentProcess() as process:
        run = process.run("print('first')\nprint('second')\nimport os\nos._exit(1)", 20)

    assert run.ended == "dead"
    assert run.outputs[0].text == "first\nsecond\n"


def test_a_few_long_and_many_short_outputs_come_in_the_order_in_which_they_were_shown() -> None:
    code = "for n in range(1_300): print(n, 'x' * 4_200 if n % 700 == 0 else '')"
    with StudentProcess() as process:
        (output,) = process.run(code, 20).outputs

    assert [int(line.split()[0]) for line in output.text.splitlines()] == list(range(1_300))


def test_what_was_printed_last_is_kept_of_a_cell_that_can_only_be_killed() -> None:
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "print('first')\nprint('last')\nwhile True: pass"
    )
    with StudentProcess() as process:
        run = process.run(code, 1)

    assert (run.ended, run.outputs[0].text) == ("dead", "first\nlast\n")


def test_a_notebook_that_has_closed_its_pipe_is_still_heard() -> None:
    code = (
        "import os, stat\n"
        "for fd in range(3, 50):\n"
        "    try:\n"
        "        if stat.S_ISFIFO(os.fstat(fd).st_mode): os.close(fd)\n"
        "    except OSError: pass\n"
        "print('on')"
    )
    with StudentProcess() as process:
        assert printed(process, code) == "on"
        assert printed(process, "print(6 * 7)") == "42"


@pytest.mark.parametrize("behind", ["-1", "10**30", "'x'", "None", "[]"])
def test_what_a_process_says_of_its_pipe_is_not_believed(behind: str) -> None:
    code = (
        "import gc\n"
        "channel = next(one for one in gc.get_objects() if type(one).__name__ == 'Channel')\n"
        f"channel._fits = lambda data: False\nchannel._shown = {behind}\nprint('on')"
    )
    with StudentProcess() as process:
        assert printed(process, code) == "on"
        assert printed(process, "print('again')") == "again"


def test_a_process_that_a_student_forks_says_nothing_on_the_channel() -> None:
    with StudentProcess(boxed=False) as process:
        code = (
            "import os\nif not (pid := os.fork()):\n    print('child')\n    os._exit(0)\n"
            "os.waitpid(pid, 0)\nprint('parent')"
        )

        assert printed(process, code) == "parent"


@pytest.mark.parametrize("boxed", [True, False])
def test_a_process_computes_and_keeps_its_state(boxed: bool) -> None:
    with StudentProcess(boxed=boxed) as process:
        process.run("import torch; x = torch.arange(6.).reshape(2, 3)", 10)

        assert printed(process, "print((x @ x.T).tolist())") == "[[5.0, 14.0], [14.0, 50.0]]"


def test_processes_of_the_same_forkserver_do_not_share_random_numbers_or_names() -> None:
    code = (
        "import random, numpy\n"
        "print(random.random(), numpy.random.rand(), 'mine' in globals()); mine = 1"
    )
    said = []
    for seed in range(2):
        with StudentProcess(boxed=False, seed=seed) as process:
            said.append(printed(process, code))

    assert said[0] != said[1]
    assert all(line.endswith("False") for line in said)


def test_a_process_begins_with_nothing_of_what_warmed_it_up() -> None:
    with StudentProcess() as process:
        names = printed(
            process, "print(*sorted(name for name in globals() if not name.startswith('_')))"
        )
        counted = printed(process, "print(In[1][:5], len(Out))")

    assert names == "In Out exit get_ipython open quit"
    assert counted == "print 0"


@pytest.mark.parametrize("boxed", [True, False])
def test_an_interrupt_stops_a_cell_and_keeps_the_process(boxed: bool) -> None:
    with StudentProcess(boxed=boxed) as process:
        process.run("x = 41", 10)

        assert process.run("while True: pass", 1).ended == "timeout"
        assert printed(process, "print(x + 1)") == "42"


def test_an_interrupt_in_the_middle_of_printing_loses_no_message() -> None:
    with StudentProcess() as process:
        for _ in range(5):
            assert process.run("while True: print('x' * 100)", 0.3).ended == "timeout"
            assert printed(process, "print('on')") == "on"


@pytest.mark.parametrize("boxed", [True, False])
def test_a_process_that_ignores_interrupts_is_killed_and_can_be_started_again(boxed: bool) -> None:
    with StudentProcess(boxed=boxed) as process:
        run = process.run(
            "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass", 1
        )
        process.restart()

        assert (run.ended, run.death) == ("dead", Death.TIME)
        assert printed(process, "print('signal' in globals())") == "False"


def test_a_process_is_killed_when_all_has_to_end() -> None:
    with StudentProcess() as process:
        began = time.monotonic()
        run = process.run("import time; time.sleep(60)", 50, most=1)

        assert (run.ended, run.death) == ("dead", Death.TIME)
        assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("code", "death"),
    [
        ("import os; os._exit(3)", Death.EXIT),
        ("import os; os.kill(os.getpid(), 11)", Death.CRASH),
        ("import os; os.kill(os.getpid(), 9)", Death.KILLED),
    ],
)
def test_a_process_that_ends_is_noticed_at_once(code: str, death: Death) -> None:
    with StudentProcess(boxed=False) as process:
        began = time.monotonic()
        run = process.run(code, 60)

        assert (run.ended, run.death) == ("dead", death)
        assert time.monotonic() - began < 10


def test_a_process_that_its_forks_fill_is_said_to_have_taken_too_much_memory() -> None:
    code = (
        "import os, time\nfor _ in range(6):\n    if os.fork() == 0:\n"
        "        block = bytearray(os.urandom(1 << 20)) * 900\n        time.sleep(60)\n"
        "time.sleep(60)"
    )
    with StudentProcess() as process:
        assert process.run(code, 50).death is Death.MEMORY


@pytest.mark.parametrize("boxed", [True, False])
def test_a_process_that_another_program_kills_is_told_from_one_that_ends_by_itself(
    boxed: bool,
) -> None:
    with StudentProcess(boxed=boxed) as process:
        assert process._forked
        threading.Timer(0.5, process._forked.send_signal, [signal.SIGKILL]).start()

        assert process.run("import time; time.sleep(30)", 60).death is Death.KILLED


STOPPED = """
import sys
from autograder.student.process import StudentProcess

code = "import time\\nfor i in range(40):\\n    print('x' * 100, flush=True); time.sleep(0.05)"
with StudentProcess() as process:
    process.run("1", 30)
    print("begun", flush=True)
    run = process.run(code, 5)
    print(run.ended, run.outputs[0].text.count("x"), process.charged < 5, flush=True)
"""
"""Prints for two seconds, of the five that it may."""


def test_time_in_which_the_grader_is_stopped_does_not_count() -> None:
    command = [sys.executable, "-c", STOPPED]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as grader:
        assert grader.stdout
        assert grader.stdout.readline() == "begun\n"
        time.sleep(0.5)
        grader.send_signal(signal.SIGSTOP)
        time.sleep(8)
        grader.send_signal(signal.SIGCONT)

        ended, shown, charged = grader.stdout.readline().split()
    assert (ended, charged) == ("ok", "True")
    assert int(shown) == 40 * 100


def test_what_came_in_time_is_taken_however_late_the_grader_looks() -> None:
    with StudentProcess() as process:
        clock = FairTime(process._forked.pid if process._forked else 0, 0.2)
        process._number += 1
        process._line.send({"code": "print('in time')", "number": process._number})
        first = process._line.receive(clock)
        time.sleep(0.5)

        assert clock.is_over
        assert first["output"][1]["text"] == "in time\n"
        assert process._line.receive(clock)["done"] == {}


def the_channel(do: str) -> str:
    """Code that finds the channel's descriptor, as a student may, and does something with it."""
    fd = "get_ipython().show.__self__.channel._connection.fileno()"
    return f"import os, struct, json\nfd = {fd}\n{do}"


@pytest.mark.parametrize(
    "do",
    [
        f"os.write(fd, struct.pack('>Q', {MAX_MESSAGE_BYTES + 1}))",
        "os.write(fd, struct.pack('>Q', 3) + b'no!')",
        f"os.write(fd, struct.pack('>Q', {3 * MAX_ENTRIES + 1}) + b'[' + b'[],' * {MAX_ENTRIES})",
        "os.close(fd)",
    ],
)
def test_a_process_that_talks_nonsense_is_ended(do: str) -> None:
    with StudentProcess() as process:
        assert process.run(the_channel(do), 60).ended == "dead"
        process.restart()
        assert printed(process, "print('again')") == "again"


LOOKED_UP = "print(type(get_ipython()).ask_exit.__globals__['bridge'].kernels.cache_info().misses)"
"""How often the process, or the forkserver before it, looked up which kernels a pattern matches."""


def refuse(process: StudentProcess, pattern: str) -> str:
    """Ask for a product of matrices where a pattern is refused: the error, or nothing."""
    probe = "def product(notebook):\n    return torch.ones(2, 2) @ torch.ones(2, 2)"
    asked = [["product", pattern, encode({})]]
    reply = process.ask({"probes": {"product": probe}, "questions": asked}, 20).reply
    return str(reply["answers"][0].get("error", {}).get("message", ""))


def test_what_will_be_refused_is_looked_up_before_a_process_is_forked() -> None:
    pattern = "^(mm|addmm)$"
    with StudentProcess(refuses=(pattern, "")) as process:
        before = printed(process, LOOKED_UP)

        assert refuse(process, pattern) == "torch's own mm is forbidden in this exercise"
        assert printed(process, LOOKED_UP) == before
        process.restart()
        assert refuse(process, pattern) == "torch's own mm is forbidden in this exercise"
        assert printed(process, LOOKED_UP) == before
    with StudentProcess() as process:
        assert refuse(process, f"{pattern}|^none$")
        assert int(printed(process, LOOKED_UP)) == int(before) + 1


def test_a_pattern_that_is_none_starts_no_process_and_ends_no_forkserver() -> None:
    with StudentProcess():
        forkserver = Forkserver.running().pid

    with pytest.raises(ProcessFault, match=r"did not start.*unterminated"):
        StudentProcess(refuses=("(",)).__enter__()

    assert Forkserver.running().pid == forkserver and Forkserver.running().alive()


def test_messages_of_the_wrong_form_and_of_other_requests_are_dropped() -> None:
    said = [
        3,
        [],
        {"number": 1},
        {"number": 99, "done": {}},
        {"number": 1, "output": 5},
        {"number": 1, "output": ["stream", {}]},
    ]
    do = (
        f"for said in {said!r}:\n    body = json.dumps(said).encode()\n"
        "    os.write(fd, struct.pack('>Q', len(body)) + body)\nprint('on')"
    )
    with StudentProcess() as process:
        assert printed(process, the_channel(do)) == "on"
        assert printed(process, "print('and on')") == "and on"


def test_a_process_that_never_stops_talking_is_stopped_in_time() -> None:
    do = """
frame = json.dumps({'number': 7, 'output': ['stream', {}]}).encode()
while True:
    try:
        os.write(fd, struct.pack('>Q', len(frame)) + frame)
    except KeyboardInterrupt:
        print('not yet')
"""
    with StudentProcess() as process:
        began = time.monotonic()

        assert process.run(the_channel(do), 1).ended == "dead"
        assert time.monotonic() - began < 10


def test_messages_are_told_apart_however_they_come() -> None:
    messages = [{"number": i, "text": "ü" * i} for i in range(20)]
    data = b"".join(map(pack, messages))
    for size in (1, 7, len(data)):
        unpacker, found = Unpacker(), []
        for start in range(0, len(data), size):
            unpacker.feed(data[start : start + size])
            while (message := unpacker.next()) is not None:
                found.append(message)

        assert found == messages


def test_a_message_nested_without_end_is_malformed() -> None:
    unpacker = Unpacker()
    unpacker.feed((200_000).to_bytes(8, "big") + b"[" * 200_000)

    with pytest.raises(Malformed, match="RecursionError"):
        unpacker.next()


def test_a_forkserver_that_dies_takes_its_processes_along_and_another_one_starts() -> None:
    with StudentProcess() as process:
        process.run("1", 10)
        os.kill(Forkserver.running().pid, signal.SIGKILL)

        assert process.run("import time; time.sleep(30)", 60).death is Death.FORKSERVER
        process.restart()
        assert printed(process, "print('again')") == "again"


def test_a_forkserver_that_was_just_killed_is_not_taken_for_alive() -> None:
    for _ in range(3):
        server = Forkserver.running()
        os.kill(server.pid, signal.SIGKILL)
        with StudentProcess() as process:
            assert printed(process, "print('on')") == "on"


def test_a_process_may_end_in_the_moment_in_which_it_is_closed() -> None:
    server = Forkserver.running()
    job = {"env": {}, "cwd": "/", "seed": 0}
    for _ in range(5):
        lines, processes = [Line() for _ in range(4)], []
        for line in lines:
            with line.theirs() as theirs:
                processes.append(Forked(dict(job), theirs))
        os.kill(server.pid, signal.SIGSTOP)  # all that follows comes to it in one batch
        for process in processes:
            os.kill(process.pid, signal.SIGKILL)
            assert process.has_ended(5)
            process.close()
        threading.Timer(0.2, os.kill, [server.pid, signal.SIGCONT]).start()
        with StudentProcess() as another:
            assert printed(another, "print('on')") == "on"
        for line in lines:
            line.close()
    assert Forkserver.running() is server
    psutil.wait_procs(psutil.Process(server.pid).children(), timeout=5)
    assert not psutil.Process(server.pid).children()


def test_the_forkserver_has_one_thread_and_nothing_of_the_package_or_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET_OF_THE_COURSE", "do not tell")
    look = (
        "import sys, os, gc\n"
        "print([name for name in sys.modules if name.startswith(('autograder', 'inside'))])\n"
        "print('SECRET_OF_THE_COURSE' in os.environ)\n"
        "print(any('do not tell' in value for value in gc.get_objects() if isinstance(value, str)))"
    )
    with StudentProcess(boxed=False) as process:
        said = printed(process, look)

    assert said.split() == ["[]", "False", "False"]
    server = psutil.Process(Forkserver.running().pid)
    assert server.num_threads() == 1
    assert "SECRET_OF_THE_COURSE" not in server.environ()


def test_what_a_process_started_ends_with_it() -> None:
    with StudentProcess(boxed=False) as process:
        pid = int(
            printed(process, "import subprocess; print(subprocess.Popen(['sleep', '1000']).pid)")
        )

    deadline = time.monotonic() + 5
    while (
        psutil.pid_exists(pid)
        and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        and time.monotonic() < deadline
    ):
        time.sleep(0.05)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_many_processes_leave_no_process_socket_file_or_mount_behind() -> None:
    def many(count: int) -> None:
        for number in range(count):
            with StudentProcess(boxed=number % 5 > 0) as process:
                process.run("1", 10)

    many(10)
    before = left_behind()
    many(PROCESSES)

    assert left_behind() == before


def test_a_grader_that_is_killed_leaves_no_forkserver_and_no_process() -> None:
    program = (
        "import time\n"
        "from autograder.student.process import StudentProcess\n"
        "from autograder.student.warm import Forkserver\n"
        "with StudentProcess() as process:\n"
        "    print(Forkserver.running().pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as grader:
        assert grader.stdout
        server = psutil.Process(int(grader.stdout.readline()))
        processes = server.children(recursive=True)
        assert processes
        grader.send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs([server, *processes], timeout=10)

    assert not alive


def said(process: StudentProcess, *cells: str) -> list[str]:
    """Return the texts of what cells show; an error is its name."""
    shown = [output for cell in cells for output in process.run(cell, 20).outputs]
    return [one.get("text") or one.get("ename") or one["data"]["text/plain"] for one in shown]


def test_a_module_that_a_cell_writes_can_be_imported_at_once() -> None:
    writing = "%%writefile mine.py\ndef f():\n    return 3"

    with StudentProcess() as process:
        assert said(process, writing, "from mine import f\nf()")[-1] == "3"


def test_a_task_goes_on_behind_the_cell_that_began_it() -> None:
    cell = (
        "import asyncio\ndone = []\n"
        "async def work():\n    await asyncio.sleep(0.01)\n    done.append(1)\n"
        "task = asyncio.create_task(work())"
    )

    with StudentProcess() as process:
        assert said(process, cell, "done, task.done()") == ["([1], True)"]


def test_an_alarm_between_two_cells_harms_neither() -> None:
    cell = (
        "import signal\ndef late(*_):\n    raise ValueError('late')\n"
        "signal.signal(signal.SIGALRM, late)\n_ = signal.setitimer(signal.ITIMER_REAL, 0.1)"
    )

    with StudentProcess() as process:
        assert said(process, cell) == []
        time.sleep(0.3)
        assert said(process, "print('goes on')") == [
            "Raised by a signal between two cells: ValueError: late\n",
            "goes on\n",
        ]


def test_a_stream_that_is_gone_is_put_back_and_it_is_said() -> None:
    with StudentProcess() as process:
        said(process, "import sys\nsys.stdout = None")

        assert said(process, "print('heard')") == [
            "sys.stdout could not be written to; it was put back.\n",
            "heard\n",
        ]


DRAWN = (
    "import random\nimport numpy\nimport torch\n"
    "print(random.random(), numpy.random.rand(), torch.rand(2), {'a', 'b', 'c'}, hash('a'))"
)


def test_what_is_drawn_depends_on_the_seed_alone() -> None:
    with StudentProcess(seed=5) as one, StudentProcess(seed=6) as other:
        first = said(one, DRAWN)
        one.restart()

        assert said(one, DRAWN) == first
        assert said(other, DRAWN) != first


def test_time_that_others_have_is_not_charged() -> None:
    burning = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(2 * (os.cpu_count() or 1))
    ]
    working = "import time\nend = time.process_time() + 1.5\nwhile time.process_time() < end: pass"
    try:
        with StudentProcess() as process:
            process.run("import time", 20)
            assert process.run(working, 2).ended == "ok"
            assert process.run("while True: pass", 2).ended == "timeout"
    finally:
        for one in burning:
            one.kill()
            one.wait()


def test_a_course_below_the_environment_is_not_seen_from_the_box(
    request: pytest.FixtureRequest,
) -> None:
    course = Path(tempfile.mkdtemp(prefix="course-", dir=sys.prefix))
    request.addfinalizer(lambda: shutil.rmtree(course))
    (course / "secret").write_text("secret")
    looking = f"import os, sys\nprint(os.listdir({str(course)!r}), 'bin' in os.listdir(sys.prefix))"

    with StudentProcess(hidden=[course]) as process:
        told = process.run(looking, 60)

    assert told.outputs[0]["text"] == "[] True\n"


def test_outputs_are_what_a_notebook_may_hold() -> None:
    cells = [
        new_code_cell(cell, outputs=outputs)
        for cell, outputs in zip(TELLING, run_all(TELLING), strict=True)
    ]

    nbformat.validate(json.loads(nbformat.writes(new_notebook(cells=cells))))
