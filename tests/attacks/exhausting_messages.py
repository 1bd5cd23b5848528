"""Exhausting who listens: messages without number, without measure, without end, and channels that say nothing.

The exercise after the attack is solved honestly: it must be graded, and on time.
"""

from tests.attacks.bank import attack


@attack(honest=("pool",))
def messages_without_end():
    """Shows small outputs without end, past what the session counts."""
    while True:
        say({"number": number(), "output": ["display_data", {"data": {"text/plain": "x"}}]})


@attack(honest=("pool",))
def outputs_of_nothing():
    """Shows outputs without end that hold no character, and so fill no limit of characters."""
    nothing = [
        {"number": number(), "output": ["stream", {"name": name, "text": ""}]}
        for name in ("stdout", "stderr")
    ]
    while True:
        LINE.sendall(b"".join(map(packed, nothing)) * 500)


@attack(honest=("pool",))
def errors_of_any_length():
    """Shows errors with texts of many megabytes."""
    for _ in range(5):
        say(
            {
                "number": number(),
                "output": [
                    "error",
                    {"ename": "E" * 1_000_000, "evalue": "e", "traceback": ["t" * 1_000_000] * 2},
                ],
            }
        )


@attack(honest=("pool",))
def picture_of_any_size():
    """Shows a picture of 20 megabytes."""
    say({"number": number(), "output": ["display_data", {"data": {"image/png": "a" * 20_000_000}}]})


@attack(honest=("pool",))
def cleared_without_end():
    """Shows outputs and clears them, without end, so that none is left and all were counted."""
    while True:
        say(
            {"number": number(), "output": ["stream", {"name": "stdout", "text": "x" * 10_000}]},
            {"number": number(), "output": ["clear_output", {}]},
        )


@attack(honest=("pool",))
def one_huge_message():
    """Sends a message of a gigabyte."""
    LINE.sendall((2**30).to_bytes(8, "big"))
    for _ in range(1024):
        LINE.sendall(b"a" * 2**20)


@attack(honest=("pool",))
def length_of_ages():
    """Announces a message that is longer than all memory."""
    LINE.sendall(b"\xff" * 8 + b"{")
    time.sleep(60)


@attack(honest=("pool",))
def length_that_never_fills():
    """Announces a message of 128 MB, and sends it byte by byte."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        LINE.sendall((2**27).to_bytes(8, "big"))
        while True:
            tried(lambda: LINE.sendall(b" "), lambda: time.sleep(0.001))


@attack(honest=("pool",))
def pipe_without_end():
    """Fills the pipe for outputs from two threads without end, and says that any number of them came before."""
    shown = packed({"number": number(), "output": ["stream", {"name": "stdout", "text": "x"}]})

    def fill():
        while True:
            tried(lambda: os.write(PIPE, shown), lambda: None)

    threading.Thread(target=fill, daemon=True).start()
    while True:
        for behind in (10**9, -1, 0, 3.5, "7", [8], None):
            say({"number": number(), "output": ["clear_output", {}], "behind": behind})


@attack(honest=("pool",))
def length_of_ages_in_the_pipe():
    """Announces a message in the pipe for outputs that is longer than all memory."""
    os.write(PIPE, b"\xff" * 8 + b"{")
    say({"number": number(), "output": ["clear_output", {}], "behind": 10**9})
    time.sleep(60)


@attack(honest=("pool",))
def nonsense_in_the_pipe():
    """Writes into the pipe for outputs what is no message, for whoever reads it last, and ends."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        os.write(PIPE, b"\x00" * 7 + b"\x05{[}]:" + b"\xff" * 1000)
        os._exit(3)


@attack(honest=("pool",))
def half_a_message():
    """Sends the first half of a message, and goes on as if nothing were: what follows is the other half."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        LINE.sendall((1000).to_bytes(8, "big") + b'{"number": ')
        return image


@attack(honest=("pool",))
def entries_without_number():
    """Sends a message of as many small things as fit, which take many times its length in memory."""
    say(b"[" + b",".join([b"{}"] * 40_000_000) + b"]")
    time.sleep(60)


@attack(honest=("pool",))
def as_much_as_is_allowed():
    """Sends messages that stay just within all limits, with characters that take four bytes each, as fast as it can."""
    wide = b'"\xf0\x9f\x98\x80' + b"a" * (120 * 2**20) + b'"'
    while True:
        say(
            b'{"number": %d, "output": ["stream", {"name": "stdout", "text": %s}]}'
            % (number(), wide)
        )


@attack(honest=("pool",))
def deep_message():
    """Answers with a message whose JSON is nested too deeply for a parser."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        say(b"[" * 200_000 + b"]" * 200_000)
        return image


@attack(honest=("pool",))
def as_deep_as_can_be():
    """Sends outputs, errors and answers that are nested just as deeply as a parser can follow, but perhaps not what comes after it."""

    def deep(depth):
        return b"[" * depth + b"]" * depth

    for depth in range(800, 930, 5):
        say(
            b'{"number": %d, "output": ["stream", {"name": "stdout", "text": %s}]}'
            % (number(), deep(depth))
        )
        say(
            b'{"number": %d, "output": ["error", {"ename": %s, "evalue": "", "traceback": [%s]}]}'
            % (number(), deep(depth), deep(depth))
        )

    def answer(*args, **kwargs):
        BRIDGE.answer = true_one
        answers = b", ".join(
            b'{"error": {"type": %s}}, {"used": [%s], "value": {}}' % (deep(depth), deep(depth))
            for depth in (800, 900, 920)
        )
        say(b'{"number": %d, "done": {"reply": {"answers": [%s]}}}' % (number(), answers))

    true_one = replace(BRIDGE, "answer", answer)


@attack(honest=("pool",))
def long_numbers():
    """Answers with numbers of a million digits."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        say(b'{"number": %d, "done": {"reply": %s}}' % (number(), b"9" * 10**6))
        return image


@attack(honest=("pool",))
def deep_reply():
    """Sends values whose JSON is nested deeper than a parser can follow, with numbers of a million digits."""
    deep, long = (
        {"json": "[" * 10**6, "tensors": ""},
        {"json": '{"int": "' + "9" * 10**6 + '"}', "tensors": ""},
    )
    lists = {"json": '{"list": [' * 900 + "]}" * 900, "tensors": ""}

    def conv2d_manual(image, kernel, stride=1, padding=0):
        answers = [
            {"value": deep},
            {"value": long},
            {"value": lists},
            {"error": 3},
            7,
            {"value": {"json": "9" * 10**6, "tensors": ""}},
        ]
        say({"number": number(), "done": {"reply": {"answers": answers * 2}}})
        return image


@attack(honest=("pool",))
def lying_header():
    """Sends tensors whose header says a petabyte, offsets beyond the end, and a shape that does not fit."""
    header = json.dumps(
        {"0": {"dtype": "F32", "shape": [2**48], "data_offsets": [0, 2**50]}}
    ).encode()
    tensors = base64.b64encode(len(header).to_bytes(8, "little") + header + b"\0" * 64).decode()

    def conv2d_manual(image, kernel, stride=1, padding=0):
        value = {
            "json": '{"dict": [["result", {"tensor": ["0", false, "cpu"]}], ["arguments", {"list": []}]]}',
            "tensors": tensors,
        }
        say({"number": number(), "done": {"reply": {"answers": [{"value": value}] * 20}}})
        return image


@attack(honest=("pool",))
def deaf():
    """Closes every descriptor that it is asked through."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        os.closerange(0, 256)


@attack(honest=("pool",))
def channel_shut():
    """Shuts its end of the channel, in both directions, and stays alive."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        LINE.shutdown(socket.SHUT_RDWR)
        time.sleep(60)


@attack(honest=("pool",))
def another_channel():
    """Puts a socket that leads nowhere in the channel's place."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        kept.extend(socket.socketpair())
        os.dup2(kept[0].fileno(), SESSION.channel._connection.fileno())
        return image

    kept = []


@attack(honest=("pool",))
def never_receives():
    """Never takes the next request."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        replace(SESSION.channel, "receive", lambda: time.sleep(60))
        return image


@attack(honest=("pool",))
def between_requests():
    """Never comes to an end after its cell has ended, where an interrupt meets nobody."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        replace(SESSION, "show_written", lambda: [time.sleep(1) for _ in range(60)])
        return image


@attack(honest=("pool",))
def requests_unread():
    """Says that it is done with this request and with the next, and goes on for ever: it takes no request any more."""
    say(*({"number": number() + ahead, "done": {}} for ahead in range(2)))
    while True:
        time.sleep(1)


@attack(honest=("pool",))
def children_that_talk():
    """Leaves children that talk on the channel without end, and ends itself."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        own = number()
        for _ in range(3):
            if os.fork() == 0:
                os.setsid()
                while True:
                    say(
                        {
                            "number": own,
                            "output": ["stream", {"name": "stdout", "text": "still here\n"}],
                        }
                    )
        os._exit(0)


@attack(honest=("pool",))
def descriptors_sent():
    """Sends the grader descriptors along with its bytes, more than anybody may have open."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        for _ in range(2_000):
            socket.send_fds(LINE, [packed({})], [0] * 250)
        return image


@attack(honest=("pool",))
def urgent_bytes():
    """Sends urgent bytes, which lie outside a socket's stream."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        for _ in range(10):
            tried(lambda: LINE.send(b"x", socket.MSG_OOB))
        return image
